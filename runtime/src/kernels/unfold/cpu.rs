use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Geometry, Unfold};

for_floats!(Unfold for Cpu {
    fn unfold(&self, g: &Geometry, adds: bool, x: &[E], y: &mut [E]) {
        unfold(*g, adds, x, y);
    }

    fn fold(&self, g: &Geometry, adds: bool, y: &[E], x: &mut [E]) {
        fold(*g, adds, y, x);
    }
});

fn unfold<E: Float>(g: Geometry, adds: bool, x: &[E], y: &mut [E]) {
    for_each_row(g.inner, y, move |row, y| {
        let (tap, row) = (row % g.kernel, row / g.kernel);
        let (channel, row) = (row % g.channels, row / g.channels);
        let (position, sample) = (row % g.output, row / g.output);
        match g.place(position, tap) {
            Some(place) => {
                let x = &x[((sample * g.channels + channel) * g.input + place) * g.inner..][..g.inner];
                if adds { add(x, y) } else { y.copy_from_slice(x) }
            }
            None if adds => {}
            None => y.fill(E::zero()),
        }
    });
}

fn fold<E: Float>(g: Geometry, adds: bool, y: &[E], x: &mut [E]) {
    for_each_row(g.inner, x, move |row, x| {
        let (place, row) = (row % g.input, row / g.input);
        let (channel, sample) = (row % g.channels, row / g.channels);
        if !adds {
            x.fill(E::zero());
        }
        for tap in 0..g.kernel {
            if let Some(position) = g.position(place, tap) {
                let row = ((sample * g.output + position) * g.channels + channel) * g.kernel + tap;
                add(&y[row * g.inner..][..g.inner], x);
            }
        }
    });
}

/// Calls `work` with the number of each row and with its elements.
#[inline(always)]
fn for_each_row<E: Float>(width: usize, to: &mut [E], work: impl Fn(usize, &mut [E]) + Copy + Send + Sync) {
    if to.is_empty() {
        return;
    }
    let rows = to.len() / width;
    for_each(
        rows,
        width,
        (0..rows, Rows { slice: to, width }),
        #[inline(always)]
        move |(rows, to)| zip(rows, to.slice.chunks_exact_mut(width)).for_each(|(row, to)| work(row, to)),
    );
}

#[inline(always)]
fn add<E: Float>(from: &[E], to: &mut [E]) {
    zip(to, from).for_each(|(to, &from)| *to += from);
}
