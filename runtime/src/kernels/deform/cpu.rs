use std::iter::{from_fn, zip};
use std::mem::take;
use std::ops::Range;

use super::super::list::List;
use super::super::parallel::{Rows, for_each};
use super::super::warp::axis::LANES;
use super::super::warp::planes::{GROUP, for_planes, multiply, read, write};
use super::super::warp::taps::{Taps, lanes};
use super::super::warp::{self, Interpolation, Padding};
use super::super::{Cpu, Float};
use super::{Deform, Geometry};

for_floats!(Deform for Cpu {
    fn sample(&self, g: &Geometry, x: &[E], offset: &[E], mask: Option<&[E]>, columns: &mut [E]) {
        if columns.is_empty() {
            return;
        }
        let (grid, planes) = (&Grid::<E>::new(g), g.window.batch * g.window.in_channels);
        let (positions, pixels) = (g.positions(), g.pixels());
        let width = g.taps() * positions;
        for_each(
            planes,
            8 * width,
            (0..planes, Rows { slice: columns, width }),
            #[inline(always)]
            move |(planes, columns)| {
                for_each_read(
                    g,
                    grid,
                    (offset, mask),
                    (planes, columns),
                    #[inline(always)]
                    |planes, columns, (tap, range), places, weights| {
                        let x = &x[planes.start * pixels..planes.end * pixels];
                        let sums = for_planes!(planes.len(), read(x, pixels, places, weights));
                        for (columns, sums) in zip(columns.chunks_exact_mut(width), &sums) {
                            let columns = &mut columns[tap * positions..][range.clone()];
                            columns.copy_from_slice(&sums[..range.len()]);
                        }
                    },
                );
            },
        );
    }

    fn backward_input(&self, g: &Geometry, offset: &[E], mask: Option<&[E]>, dcolumns: &[E], dx: &mut [E]) {
        if dx.is_empty() {
            return;
        }
        let (grid, planes) = (&Grid::<E>::new(g), g.window.batch * g.window.in_channels);
        let (positions, pixels) = (g.positions(), g.pixels());
        let width = g.taps() * positions;
        // Taps may meet anywhere in a plane, which is the least that a thread can have of its own.
        for_each(
            planes,
            8 * width,
            (0..planes, Rows { slice: dx, width: pixels }),
            #[inline(always)]
            move |(planes, dx)| {
                for_each_read(
                    g,
                    grid,
                    (offset, mask),
                    (planes, dx),
                    #[inline(always)]
                    |planes, dx, (tap, range), places, weights| {
                        let dcolumns = &dcolumns[planes.start * width..planes.end * width];
                        let pixel = (tap * positions + range.start, range.len());
                        for_planes!(planes.len(), write((dcolumns, dx), [width, pixels], pixel, places, weights));
                    },
                );
            },
        );
    }

    fn backward_places(
        &self,
        g: &Geometry,
        x: &[E],
        offset: &[E],
        mask: Option<&[E]>,
        dcolumns: &[E],
        doffset: Option<&mut [E]>,
        dmask: Option<&mut [E]>,
    ) {
        let (positions, pixels) = (g.positions(), g.pixels());
        if positions == 0 {
            return;
        }
        let (grid, fields) = (&Grid::<E>::new(g), g.places() / positions);
        let rows = |slice, width| Rows { slice, width };
        for_each(
            fields,
            (4 * g.channels() + 16) * positions,
            (0..fields, doffset.map(|slice| rows(slice, 2 * positions)), dmask.map(|slice| rows(slice, positions))),
            #[inline(always)]
            move |(fields, mut doffset, mut dmask)| {
                for (place, field) in fields.enumerate() {
                    let (group, tap) = (field / g.taps(), field % g.taps());
                    let first = group * g.channels();
                    let x = &x[first * pixels..][..g.channels() * pixels];
                    let mask = mask.map(|mask| &mask[field * positions..][..positions]);
                    grid.for_each_taps(
                        tap,
                        &offset[2 * field * positions..][..2 * positions],
                        #[inline(always)]
                        |taps, range| {
                            let mut products = [[E::zero(); LANES]; 4];
                            for (run, x) in x.chunks(GROUP * pixels).enumerate() {
                                let (planes, first) = (x.len() / pixels, first + run * GROUP);
                                let mut gradients = [[E::zero(); LANES]; GROUP];
                                for (plane, gradients) in gradients[..planes].iter_mut().enumerate() {
                                    let start = ((first + plane) * g.taps() + tap) * positions;
                                    *gradients = lanes(&dcolumns[start..][range.clone()]);
                                }
                                for_planes!(planes, multiply(x, pixels, &taps.places, &gradients, &mut products));
                            }
                            if let Some(doffset) = &mut doffset {
                                let own = &mut doffset.slice[2 * place * positions..][..2 * positions];
                                let factors = mask.map(|mask| lanes(&mask[range.clone()]));
                                let [across, down] = taps.slope(&products);
                                for (doffset, sums) in zip(own.chunks_exact_mut(positions), [down, across]) {
                                    for (i, doffset) in doffset[range.clone()].iter_mut().enumerate() {
                                        *doffset += factors.map_or(sums[i], |factors| sums[i] * factors[i]);
                                    }
                                }
                            }
                            if let Some(dmask) = &mut dmask {
                                let weights = taps.weights();
                                let own = &mut dmask.slice[place * positions..][range.clone()];
                                for (i, dmask) in own.iter_mut().enumerate() {
                                    let [a, b, c, d] = [0, 1, 2, 3].map(|corner| products[corner][i] * weights[corner][i]);
                                    *dmask += a + b + (c + d);
                                }
                            }
                        },
                    );
                }
            },
        );
    }
});

/// The planes of an image that share their offsets, a few at a time, each with the number of their group in the batch.
#[inline(always)]
fn runs(g: &Geometry, planes: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
    let (channels, mut start) = (g.channels(), planes.start);
    from_fn(move || {
        let group = start / channels;
        let run = start..planes.end.min(start + GROUP).min((group + 1) * channels);
        start = run.end;
        (!run.is_empty()).then_some((group, run))
    })
}

/// Calls `work` with what each tap of these planes reads at a few positions, by how much, and the rows of planes that do so together.
#[inline(always)]
fn for_each_read<E: Float>(
    g: &Geometry,
    grid: &Grid<E>,
    (offset, mask): (&[E], Option<&[E]>),
    (planes, rows): (Range<usize>, Rows<&mut [E]>),
    mut work: impl FnMut(&Range<usize>, &mut [E], (usize, Range<usize>), &[[u32; LANES]; 4], &[[E; LANES]; 4]),
) {
    let (positions, mut rest) = (g.positions(), rows.slice);
    for (group, planes) in runs(g, planes) {
        let (own, others) = take(&mut rest).split_at_mut(planes.len() * rows.width);
        rest = others;
        for tap in 0..g.taps() {
            let field = group * g.taps() + tap;
            let mask = mask.map(|mask| &mask[field * positions..][..positions]);
            grid.for_each_taps(
                tap,
                &offset[2 * field * positions..][..2 * positions],
                #[inline(always)]
                |taps, range| {
                    let weights = weights(taps, mask, &range);
                    work(&planes, own, (tap, range), &taps.places, &weights);
                },
            );
        }
    }
}

/// The weights of the four pixels, times the mask.
#[inline(always)]
fn weights<E: Float>(taps: &Taps<E>, mask: Option<&[E]>, range: &Range<usize>) -> [[E; LANES]; 4] {
    let mut weights = taps.weights();
    if let Some(mask) = mask {
        let mask = lanes(&mask[range.clone()]);
        for weights in &mut weights {
            for i in 0..LANES {
                weights[i] *= mask[i];
            }
        }
    }
    weights
}

/// Where the first tap is at each position if nothing moves it, and how far the others are from it.
struct Grid<E> {
    image: warp::Geometry,
    rows: List<E>,
    columns: List<E>,
    /// Columns of the kernel.
    across: usize,
    dilation: [usize; 2],
}

impl<E: Float> Grid<E> {
    fn new(g: &Geometry) -> Self {
        let window = g.window;
        let [height, width] = window.output;
        let along =
            |axis: usize, place: usize| E::of((place * window.stride[axis]) as f64 - window.padding[axis][0] as f64);
        Self {
            image: warp::Geometry {
                batch: window.batch,
                channels: window.in_channels,
                size: window.input,
                interpolation: Interpolation::Bilinear,
                padding: Padding::Zeros,
            },
            rows: (0..height).flat_map(|row| (0..width).map(move |_| along(0, row))).collect(),
            columns: (0..height).flat_map(|_| (0..width).map(|column| along(1, column))).collect(),
            across: window.kernel[1],
            dilation: window.dilation,
        }
    }

    /// Calls `work` with what a tap reads at all positions, a few at a time, and with which these are.
    #[inline(always)]
    fn for_each_taps(&self, tap: usize, offset: &[E], mut work: impl FnMut(&Taps<E>, Range<usize>)) {
        let (down, across) = offset.split_at(self.rows.len());
        let [row, column] =
            [tap / self.across * self.dilation[0], tap % self.across * self.dilation[1]].map(|far| E::of(far as f64));
        let mut taps = Taps::new(&self.image);
        for start in (0..self.rows.len()).step_by(LANES) {
            let range = start..self.rows.len().min(start + LANES);
            let (mut x, mut y) = (lanes(&across[range.clone()]), lanes(&down[range.clone()]));
            let (columns, rows) = (lanes(&self.columns[range.clone()]), lanes(&self.rows[range.clone()]));
            for i in 0..LANES {
                x[i] += columns[i] + column;
                y[i] += rows[i] + row;
            }
            taps.find([x, y]);
            work(&taps, range);
        }
    }
}
