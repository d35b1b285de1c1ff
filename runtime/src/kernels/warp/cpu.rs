use std::iter::zip;

use super::super::parallel::{Columns, ColumnsMut, Rows, for_each};
use super::super::{Cpu, Float};
use super::axis::LANES;
use super::planes::{GROUP, for_planes, multiply, read, write};
use super::taps::{for_each_taps, lanes};
use super::{Geometry, Warp};

/// The samples from which on they are enough for the threads.
const MANY: usize = 4;

for_floats!(Warp for Cpu {
    fn warp(&self, g: &Geometry, x: &[E], flow: &[E], y: &mut [E]) {
        if y.is_empty() {
            return;
        }
        let ([height, width], area) = (g.size, g.area());
        let parts = (0..height, Columns::new(flow, height, width), ColumnsMut::new(y, height, width));
        for_each(
            height,
            g.batch * width * (4 * g.channels + 4),
            parts,
            #[inline(always)]
            move |(rows, flow, mut y)| {
                for (sample, x) in x.chunks_exact(g.channels * area).enumerate() {
                    for_each_taps(
                        g,
                        rows.clone(),
                        flow_of(flow, sample),
                        #[inline(always)]
                        |taps, range| {
                            let weights = taps.weights();
                            for (group, x) in x.chunks(GROUP * area).enumerate() {
                                let planes = x.len() / area;
                                let sums = for_planes!(planes, read(x, area, &taps.places, &weights));
                                for (k, sums) in sums.iter().enumerate().take(planes) {
                                    let y = y.row_mut(sample * g.channels + group * GROUP + k);
                                    for (y, &sum) in zip(&mut y[range.clone()], sums) {
                                        *y += sum;
                                    }
                                }
                            }
                        },
                    );
                }
            },
        );
    }

    fn splat(&self, g: &Geometry, x: &[E], flow: &[E], y: &mut [E]) {
        if y.is_empty() {
            return;
        }
        let ([height, width], area) = (g.size, g.area());
        // Pixels of a plane may meet anywhere in it, so that a plane is the least that a thread can have of its own. The
        // planes of a sample share their taps, and are parted only where there are few samples.
        let planes = if g.batch < MANY { 1 } else { g.channels };
        let parts = (
            0..g.batch * g.channels / planes,
            Rows { slice: x, width: planes * area },
            Rows { slice: y, width: planes * area },
        );
        for_each(
            g.batch * g.channels / planes,
            8 * planes * area,
            parts,
            #[inline(always)]
            move |(units, x, y)| {
                let parts = zip(x.slice.chunks_exact(planes * area), y.slice.chunks_exact_mut(planes * area));
                for (unit, (x, y)) in zip(units, parts) {
                    let sample = unit * planes / g.channels;
                    for_each_taps(
                        g,
                        0..height,
                        flow_of(Columns::new(flow, height, width), sample),
                        #[inline(always)]
                        |taps, range| {
                            let weights = taps.weights();
                            let range = (range.start, range.len());
                            for (x, y) in zip(x.chunks(GROUP * area), y.chunks_mut(GROUP * area)) {
                                for_planes!(x.len() / area, write((x, y), area, range, &taps.places, &weights));
                            }
                        },
                    );
                }
            },
        );
    }

    fn flow_gradient(&self, g: &Geometry, x: &[E], flow: &[E], dy: &[E], dflow: &mut [E]) {
        if dflow.is_empty() {
            return;
        }
        let ([height, width], area) = (g.size, g.area());
        let parts = (
            0..height,
            Columns::new(flow, height, width),
            Columns::new(dy, height, width),
            ColumnsMut::new(dflow, height, width),
        );
        for_each(
            height,
            g.batch * width * (4 * g.channels + 8),
            parts,
            #[inline(always)]
            move |(rows, flow, dy, mut dflow)| {
                for (sample, x) in x.chunks_exact(g.channels * area).enumerate() {
                    for_each_taps(
                        g,
                        rows.clone(),
                        flow_of(flow, sample),
                        #[inline(always)]
                        |taps, range| {
                            let mut products = [[E::zero(); LANES]; 4];
                            for (group, x) in x.chunks(GROUP * area).enumerate() {
                                let planes = x.len() / area;
                                let mut gradients = [[E::zero(); LANES]; GROUP];
                                for (k, gradients) in gradients.iter_mut().enumerate().take(planes) {
                                    let dy = dy.row(sample * g.channels + group * GROUP + k);
                                    *gradients = lanes(&dy[range.clone()]);
                                }
                                for_planes!(planes, multiply(x, area, &taps.places, &gradients, &mut products));
                            }
                            for (axis, slopes) in taps.slopes().iter().enumerate() {
                                let mut sums = [E::zero(); LANES];
                                for (products, slopes) in zip(&products, slopes) {
                                    for i in 0..LANES {
                                        sums[i] += products[i] * slopes[i];
                                    }
                                }
                                let dflow = &mut dflow.row_mut(2 * sample + axis)[range.clone()];
                                for (dflow, sum) in zip(dflow, sums) {
                                    *dflow += sum;
                                }
                            }
                        },
                    );
                }
            },
        );
    }
});

/// The displacements of a sample, in columns and in rows.
#[inline(always)]
fn flow_of<'a, E: Float>(flow: Columns<'a, E>, sample: usize) -> (&'a [E], &'a [E]) {
    (flow.row(2 * sample), flow.row(2 * sample + 1))
}

impl Geometry {
    fn area(&self) -> usize {
        self.size[0] * self.size[1]
    }
}
