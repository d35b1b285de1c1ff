use std::iter::zip;

use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::axis::{Readers, Source, sources};
use super::{Geometry, Method, Upsample};

/// An element that is read where a table says costs about this many of a memory-bound loop.
const SCATTERED: usize = 4;

for_floats!(Upsample for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        let ([height, width], [rows, columns]) = (g.input, g.output);
        if x.is_empty() || y.is_empty() {
            return;
        }
        let (down, across) = (sources::<E>(height, rows, g.method), sources::<E>(width, columns, g.method));
        let (down, across, nearest) = (&down[..], &across[..], g.method == Method::Nearest);
        for_each(
            g.planes * rows,
            SCATTERED * columns,
            (0..g.planes * rows, Rows { slice: y, width: columns }),
            #[inline(always)]
            move |(places, y)| {
                let mut first = Stretched::new(columns);
                let mut second = Stretched::new(columns);
                for (place, y) in zip(places, y.slice.chunks_exact_mut(columns)) {
                    let (plane, source) = (place / rows * height, down[place % rows]);
                    if second.holds(plane + source.first) {
                        std::mem::swap(&mut first, &mut second);
                    }
                    let near = first.row(plane + source.first, x, across, width, nearest);
                    if nearest || source.far == E::zero() {
                        y.copy_from_slice(near);
                        continue;
                    }
                    let far = second.row(plane + source.second, x, across, width, nearest);
                    for ((y, &near), &far) in zip(zip(y, near), far) {
                        *y = source.near * near + source.far * far;
                    }
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        let ([height, width], [rows, columns]) = (g.input, g.output);
        if dy.is_empty() || dx.is_empty() {
            return;
        }
        let readers = |input, output| Readers::new(input, &sources::<E>(input, output, g.method));
        let (down, across) = (readers(height, rows), readers(width, columns));
        let (down, across) = (&down, &across);
        for_each(
            g.planes * height,
            SCATTERED * (rows * columns).div_ceil(height),
            (0..g.planes * height, Rows { slice: dx, width }),
            #[inline(always)]
            move |(places, dx)| {
                let mut sums = Scratch::new(columns);
                for (place, dx) in zip(places, dx.slice.chunks_exact_mut(width)) {
                    sums.fill(E::zero());
                    for &(row, weight) in down.of(place % height) {
                        let dy = &dy[(place / height * rows + row) * columns..][..columns];
                        for (sum, &dy) in zip(&mut *sums, dy) {
                            *sum += weight * dy;
                        }
                    }
                    for (column, dx) in dx.iter_mut().enumerate() {
                        *dx += across.of(column).iter().map(|&(place, weight)| weight * sums[place]).sum::<E>();
                    }
                }
            },
        );
    }
});

/// A row of the input, brought to the width of the output.
struct Stretched<E> {
    /// Which of the rows of all planes.
    row: usize,
    values: Scratch<E>,
}

impl<E: Float> Stretched<E> {
    fn new(columns: usize) -> Self {
        Stretched { row: usize::MAX, values: Scratch::new(columns) }
    }

    fn holds(&self, row: usize) -> bool {
        self.row == row
    }

    #[inline(always)]
    fn row(&mut self, row: usize, x: &[E], across: &[Source<E>], width: usize, nearest: bool) -> &[E] {
        if self.row != row {
            self.row = row;
            let x = &x[row * width..][..width];
            for (value, source) in zip(&mut *self.values, across) {
                *value = if nearest {
                    x[source.first]
                } else {
                    source.near * x[source.first] + source.far * x[source.second]
                };
            }
        }
        &self.values
    }
}
