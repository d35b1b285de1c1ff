//! Loops over elements: what each function of one value is applied by.

use std::iter::zip;

use pulp::bytemuck::cast;

use super::super::Float;
use super::super::arithmetic::Arithmetic;
use super::super::parallel::{compute_each, for_each};
use super::exponential::is_single;

/// The values of which one that is unusual has all computed once more.
const BLOCK: usize = 256;

/// `y = f(x)`.
#[inline(always)]
pub(super) fn map<E: Float>(x: &[E], y: &mut [E], f: impl Fn(E) -> E + Copy + Send + Sync) {
    compute(
        x,
        y,
        #[inline(always)]
        move |_, x| f(x),
    );
}

/// `y = f(x)` for a function of some arithmetic.
#[inline(always)]
pub(super) fn compute<E: Float>(x: &[E], y: &mut [E], f: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync) {
    compute_each(
        x.len(),
        1,
        (x, y),
        #[inline(always)]
        move |arithmetic, (x, y)| {
            for (y, &x) in zip(y, x) {
                *y = f(arithmetic, x);
            }
        },
    );
}

/// [`compute`] of a function that is simpler for most values, and as exact: those whose bits, after `key`, are at most
/// `limit` in single precision. A block that has others is computed once more.
#[inline(always)]
pub(super) fn compute_usual<E: Float>(
    x: &[E],
    y: &mut [E],
    key: impl Fn(u32) -> u32 + Copy + Send + Sync,
    limit: u32,
    usual: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync,
    any: impl Fn(Arithmetic, E) -> E + Copy + Send + Sync,
) {
    if !is_single::<E>() {
        return compute(x, y, any);
    }
    compute_each(
        x.len(),
        1,
        (x, y),
        #[inline(always)]
        move |arithmetic, (x, y)| {
            for (x, y) in zip(x.chunks(BLOCK), y.chunks_mut(BLOCK)) {
                let mut largest = 0;
                for (y, &x) in zip(&mut *y, x) {
                    largest = largest.max(key(cast(x)));
                    *y = usual(arithmetic, x);
                }
                if largest > limit {
                    for (y, &x) in zip(y, x) {
                        *y = any(arithmetic, x);
                    }
                }
            }
        },
    );
}

/// `dy = f(value, dy)`.
#[inline(always)]
pub(super) fn scale<E: Float>(values: &[E], dy: &mut [E], f: impl Fn(E, E) -> E + Copy + Send + Sync) {
    compute_scale(
        values,
        dy,
        #[inline(always)]
        move |_, value, dy| f(value, dy),
    );
}

/// `dy = f(value, dy)` for a function of some arithmetic.
#[inline(always)]
pub(super) fn compute_scale<E: Float>(
    values: &[E],
    dy: &mut [E],
    f: impl Fn(Arithmetic, E, E) -> E + Copy + Send + Sync,
) {
    compute_each(
        dy.len(),
        1,
        (values, dy),
        #[inline(always)]
        move |arithmetic, (values, dy)| {
            for (dy, &value) in zip(dy, values) {
                *dy = f(arithmetic, value, *dy);
            }
        },
    );
}

/// `dy = f(dy)`.
#[inline(always)]
pub(super) fn change<E: Float>(dy: &mut [E], f: impl Fn(E) -> E + Copy + Send + Sync) {
    for_each(
        dy.len(),
        1,
        dy,
        #[inline(always)]
        move |dy: &mut [E]| {
            for dy in dy {
                *dy = f(*dy);
            }
        },
    );
}
