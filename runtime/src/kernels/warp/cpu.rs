use std::iter::zip;

use super::super::parallel::{Columns, ColumnsMut, Rows, for_each};
use super::super::{Cpu, Float};
use super::axis::LANES;
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
                            for (channel, x) in x.chunks_exact(area).enumerate() {
                                let mut sums = [E::zero(); LANES];
                                let [a, b, c, d] = &taps.places;
                                for i in 0..LANES {
                                    sums[i] = x[a[i]] * weights[0][i]
                                        + x[b[i]] * weights[1][i]
                                        + (x[c[i]] * weights[2][i] + x[d[i]] * weights[3][i]);
                                }
                                let y = &mut y.row_mut(sample * g.channels + channel)[range.clone()];
                                for (y, sum) in zip(y, sums) {
                                    *y += sum;
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
                            for (x, y) in zip(x.chunks_exact(area), y.chunks_exact_mut(area)) {
                                let x = lanes(&x[range.clone()]);
                                // Corner by corner: the next pixel's corner is this one's neighbour, and the sum that
                                // was written last would have to be read again.
                                for (places, weights) in zip(&taps.places, &weights) {
                                    let mut shares = [E::zero(); LANES];
                                    for i in 0..LANES {
                                        shares[i] = x[i] * weights[i];
                                    }
                                    for (&place, &share) in zip(&places[..range.len()], &shares) {
                                        y[place] += share;
                                    }
                                }
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
                            for (channel, x) in x.chunks_exact(area).enumerate() {
                                let dy = lanes(&dy.row(sample * g.channels + channel)[range.clone()]);
                                let [a, b, c, d] = &taps.places;
                                for i in 0..LANES {
                                    products[0][i] += x[a[i]] * dy[i];
                                    products[1][i] += x[b[i]] * dy[i];
                                    products[2][i] += x[c[i]] * dy[i];
                                    products[3][i] += x[d[i]] * dy[i];
                                }
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
