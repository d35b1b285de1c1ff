//! What a cell computes, for tiles of its units: each loop goes over a few of them, so that it becomes whole vectors.

use std::iter::zip;

use super::super::Float;
use super::super::arithmetic::Arithmetic;
use super::super::unary::exponential::{sigmoid, tanh};
use super::Cell;

/// Each gate as it counts.
#[inline(always)]
pub(super) fn activate<E: Float>(arithmetic: Arithmetic, gates: &mut [E], f: impl Fn(Arithmetic, E) -> E) {
    gates.iter_mut().for_each(|gate| *gate = f(arithmetic, *gate));
}

/// The cell and the hidden state of an LSTM, by its gates.
#[inline(always)]
pub(super) fn lstm<E: Float>(arithmetic: Arithmetic, [i, f, g, o]: [&mut [E]; 4], cell: &mut [E], hidden: &mut [E]) {
    activate(arithmetic, i, sigmoid);
    activate(arithmetic, f, sigmoid);
    activate(arithmetic, g, tanh);
    activate(arithmetic, o, sigmoid);
    for (cell, (&i, (&f, &g))) in zip(&mut *cell, zip(&*i, zip(&*f, &*g))) {
        *cell = f * *cell + i * g;
    }
    for (hidden, (&cell, &o)) in zip(hidden, zip(&*cell, &*o)) {
        *hidden = o * tanh(arithmetic, cell);
    }
}

/// The hidden state of a GRU, by its gates. `n` comes in without the part that comes from the state, which is `inner`, and
/// `before` is the state.
#[inline(always)]
pub(super) fn gru<E: Float>(
    arithmetic: Arithmetic,
    [r, z, n]: [&mut [E]; 3],
    inner: &[E],
    before: &[E],
    hidden: &mut [E],
) {
    activate(arithmetic, r, sigmoid);
    activate(arithmetic, z, sigmoid);
    for (n, (&r, &inner)) in zip(&mut *n, zip(&*r, inner)) {
        *n = tanh(arithmetic, *n + r * inner);
    }
    for ((hidden, &before), (&z, &n)) in zip(zip(hidden, before), zip(&*z, &*n)) {
        *hidden = n + z * (before - n);
    }
}

/// The gradients of the gates of an LSTM, in the place of `[i, f, g, o]`, given that of the hidden state. The gradient of the
/// cell becomes that of the one before.
#[inline(always)]
pub(super) fn lstm_backward<E: Float>(
    arithmetic: Arithmetic,
    [i, f, g, o]: [&mut [E]; 4],
    cell: &mut [E],
    before: &mut [E],
    dhidden: &[E],
    dcell: &mut [E],
) {
    let one = E::one();
    activate(arithmetic, cell, tanh);
    for ((dcell, &dhidden), (&o, &cell)) in zip(zip(&mut *dcell, dhidden), zip(&*o, &*cell)) {
        *dcell += dhidden * o * (one - cell * cell);
    }
    for (o, (&dhidden, &cell)) in zip(o, zip(dhidden, &*cell)) {
        *o = dhidden * cell * *o * (one - *o);
    }
    for (before, (&dcell, &f)) in zip(&mut *before, zip(&*dcell, &*f)) {
        *before *= dcell * f * (one - f);
    }
    // The cell is not needed any more: what becomes of i waits there.
    for ((waiting, &dcell), (&i, &g)) in zip(zip(&mut *cell, &*dcell), zip(&*i, &*g)) {
        *waiting = dcell * g * i * (one - i);
    }
    for (g, (&dcell, &i)) in zip(g, zip(&*dcell, &*i)) {
        *g = dcell * i * (one - *g * *g);
    }
    zip(dcell, &*f).for_each(|(dcell, &f)| *dcell *= f);
    i.copy_from_slice(cell);
    f.copy_from_slice(before);
}

/// The gradients of the gates of a GRU, in the place of `[r, z, n]`, that of the part of n that comes from the state in the
/// place of `inner`, and what goes past the gates to the state before in the place of `before`, given that of the hidden state.
#[inline(always)]
pub(super) fn gru_backward<E: Float>([r, z, n]: [&mut [E]; 3], inner: &mut [E], before: &mut [E], dhidden: &[E]) {
    let one = E::one();
    for ((before, &dhidden), (z, n)) in zip(zip(&mut *before, dhidden), zip(&mut *z, &mut *n)) {
        let (update, new) = (*z, *n);
        *z = dhidden * (*before - new) * update * (one - update);
        *n = dhidden * (one - update) * (one - new * new);
        *before = dhidden * update;
    }
    for (r, (inner, &n)) in zip(r, zip(inner, &*n)) {
        let (reset, product) = (*r, *inner);
        *r = n * product * reset * (one - reset);
        *inner = n * reset;
    }
}

/// The hidden state of a cell of one gate, in its place.
#[inline(always)]
pub(super) fn plain<E: Float>(arithmetic: Arithmetic, cell: Cell, gate: &mut [E]) {
    match cell {
        Cell::Relu => activate(arithmetic, gate, |_, a| if E::zero() > a { E::zero() } else { a }),
        _ => activate(arithmetic, gate, tanh),
    }
}

/// The gradient of its gate, in the place of the hidden state.
#[inline(always)]
pub(super) fn plain_backward<E: Float>(cell: Cell, hidden: &mut [E], dhidden: &[E]) {
    let (zero, one) = (E::zero(), E::one());
    match cell {
        Cell::Relu => zip(hidden, dhidden).for_each(|(h, &d)| *h = if *h <= zero { zero } else { d }),
        _ => zip(hidden, dhidden).for_each(|(h, &d)| *h = d * (one - *h * *h)),
    }
}
