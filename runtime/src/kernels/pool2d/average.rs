use std::iter::zip;

use super::super::Float;
use super::super::list::List;
use super::super::parallel::{BLOCK, Sums};
use super::Geometry;
use super::cells::{Visit, Windows};

/// The share of a cell, where it is the same in all windows.
fn share<E: Float>(g: &Geometry) -> Option<E> {
    let whole = (0..2).all(|axis| g.counted(axis, g.output[axis] - 1) == g.kernel[axis]);
    (g.counts_padding && whole).then(|| E::of(1.0 / (g.kernel[0] * g.kernel[1]) as f64))
}

/// Of a plane.
#[inline(always)]
pub(super) fn forward<E: Float>(g: &Geometry, x: &[E], y: &mut [E]) {
    let share = share(g);
    for (row, averages) in y.chunks_exact_mut(g.output[1]).enumerate() {
        let rows = g.counted(0, row);
        g.visit_row(row, &mut Averages { g, rows, x, share, averages });
    }
}

/// The averages of the windows of a row.
struct Averages<'a, E> {
    g: &'a Geometry,
    /// How many rows of cells count.
    rows: usize,
    x: &'a [E],
    /// `None` where it is another one in other windows.
    share: Option<E>,
    averages: &'a mut [E],
}

impl<E: Float> Visit for Averages<'_, E> {
    #[inline(always)]
    fn visit<const N: usize>(&mut self, windows: Windows<'_, N>) {
        let mut sums = [E::zero(); N];
        // Of windows side by side no cell is padding, so that all have what the first has.
        let counted = self.rows * self.g.counted(1, windows.column);
        let share = self.share.unwrap_or_else(|| E::of(1.0 / counted as f64));
        windows.for_each_cell(
            self.x,
            #[inline(always)]
            |_, x| {
                for i in 0..N {
                    sums[i] += x[i];
                }
            },
        );
        for (average, sum) in zip(&mut self.averages[windows.column..], sums) {
            *average = sum * share;
        }
    }
}

/// [`forward`] where the window is the plane.
#[inline(always)]
pub(super) fn forward_global<E: Float>(x: &[E], y: &mut [E]) {
    let sum: f64 = x
        .chunks(BLOCK)
        .map(|block| {
            let mut sums = Sums::<E, 1>::new();
            sums.add(block, block, |x, _| [x]);
            sums.total()[0]
        })
        .sum();
    y[0] = E::of(sum / x.len() as f64);
}

/// Of a plane.
#[inline(always)]
pub(super) fn backward<E: Float>(g: &Geometry, dy: &[E], dx: &mut [E]) {
    let share = share::<E>(g);
    let along = |axis: usize, position: usize| E::of(1.0 / g.counted(axis, position) as f64);
    let shares: List<E> = match share {
        Some(_) => List::new(),
        None => (0..g.output[1]).map(|column| along(1, column)).collect(),
    };
    for j in 0..g.kernel[1] {
        let windows = g.windows_with(j);
        if windows.is_empty() {
            continue;
        }
        let column = g.place(1, windows.start, j);
        for (row, dy) in dy.chunks_exact(g.output[1]).enumerate() {
            for i in g.cells(0, row) {
                let start = g.place(0, row, i) * g.input[1] + column;
                let (dy, dx) = (&dy[windows.clone()], &mut dx[start..]);
                if let Some(share) = share {
                    add_share(dy, share, dx, g.stride[1]);
                } else {
                    let (shares, share) = (&shares[windows.clone()], along(0, row));
                    for (dx, (&dy, &own)) in zip(dx.iter_mut().step_by(g.stride[1]), zip(dy, shares)) {
                        *dx += dy * (own * share);
                    }
                }
            }
        }
    }
}

/// Adds `dy · share` to elements that are `stride` apart.
#[inline(always)]
fn add_share<E: Float>(dy: &[E], share: E, dx: &mut [E], stride: usize) {
    if stride == 1 {
        for (dx, &dy) in zip(dx, dy) {
            *dx += dy * share;
        }
    } else {
        for (dx, &dy) in zip(dx.iter_mut().step_by(stride), dy) {
            *dx += dy * share;
        }
    }
}

/// [`backward`] where the window is the plane.
#[inline(always)]
pub(super) fn backward_global<E: Float>(dy: &[E], dx: &mut [E]) {
    let share = dy[0] * E::of(1.0 / dx.len() as f64);
    for dx in dx {
        *dx += share;
    }
}
