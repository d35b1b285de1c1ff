use std::iter::zip;

use super::super::parallel::{Columns, ColumnsMut, Rows, for_each};
use super::super::{Cpu, Float};
use super::axis::LANES;
use super::taps::for_each_taps;
use super::{Geometry, Warp};

impl<E: Float> Warp<E> for Cpu {
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
                                for (places, weights) in zip(&taps.places, &weights) {
                                    for i in 0..LANES {
                                        sums[i] += x[places[i]] * weights[i];
                                    }
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
        let planes = g.batch * g.channels;
        let parts = (0..planes, Rows { slice: x, width: area }, Rows { slice: y, width: area });
        // Pixels of a plane may meet anywhere in it, so that a plane is the least that a thread can have of its own.
        for_each(
            planes,
            8 * area,
            parts,
            #[inline(always)]
            move |(planes, x, y)| {
                let mut plane = planes.start;
                while plane < planes.end {
                    let sample = plane / g.channels;
                    let next = planes.end.min((sample + 1) * g.channels);
                    let part = (plane - planes.start) * area..(next - planes.start) * area;
                    let (x, y) = (&x.slice[part.clone()], &mut y.slice[part]);
                    for_each_taps(
                        g,
                        0..height,
                        flow_of(Columns::new(flow, height, width), sample),
                        #[inline(always)]
                        |taps, range| {
                            let weights = taps.weights();
                            for (x, y) in zip(x.chunks_exact(area), y.chunks_exact_mut(area)) {
                                let x = &x[range.clone()];
                                // Corner by corner: the next pixel's corner is this one's neighbour, and the sum that
                                // was written last would have to be read again.
                                for (places, weights) in zip(&taps.places, &weights) {
                                    for ((&x, &place), &weight) in zip(zip(x, places), weights) {
                                        y[place] += x * weight;
                                    }
                                }
                            }
                        },
                    );
                    plane = next;
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
                                let mut gradients = [E::zero(); LANES];
                                gradients[..range.len()]
                                    .copy_from_slice(&dy.row(sample * g.channels + channel)[range.clone()]);
                                for (products, places) in zip(&mut products, &taps.places) {
                                    for i in 0..LANES {
                                        products[i] += x[places[i]] * gradients[i];
                                    }
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
}

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
