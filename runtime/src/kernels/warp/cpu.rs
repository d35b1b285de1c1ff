use std::iter::zip;
use std::ops::Range;

use super::super::list::List;
use super::super::parallel::{Rows, for_each};
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
        let area = g.area();
        let bands = Band::all(g, g.channels, y);
        for_each(
            bands.len(),
            g.band_area() * (4 * g.channels + 4),
            bands,
            #[inline(always)]
            move |bands| {
                for mut band in bands {
                    let x = &x[band.sample * g.channels * area..][..g.channels * area];
                    for_each_taps(
                        g,
                        band.rows.clone(),
                        flow_of(g, flow, band.sample, band.rows.clone()),
                        #[inline(always)]
                        |taps, range| {
                            let weights = taps.weights();
                            for (x, y) in zip(x.chunks(GROUP * area), band.planes.chunks_mut(GROUP)) {
                                let sums = for_planes!(y.len(), read(x, area, &taps.places, &weights));
                                for (y, sums) in zip(y, &sums) {
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
        let (height, area) = (g.size[0], g.area());
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
                        flow_of(g, flow, sample, 0..height),
                        #[inline(always)]
                        |taps, range| {
                            let weights = taps.weights();
                            let range = (range.start, range.len());
                            for (x, y) in zip(x.chunks(GROUP * area), y.chunks_mut(GROUP * area)) {
                                for_planes!(x.len() / area, write((x, y), [area; 2], range, &taps.places, &weights));
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
        let area = g.area();
        let bands = Band::all(g, 2, dflow);
        for_each(
            bands.len(),
            g.band_area() * (4 * g.channels + 8),
            bands,
            #[inline(always)]
            move |bands| {
                for mut band in bands {
                    let sample = band.sample * g.channels * area..(band.sample + 1) * g.channels * area;
                    let (x, dy) = (&x[sample.clone()], &dy[sample]);
                    let first = band.rows.start * g.size[1];
                    for_each_taps(
                        g,
                        band.rows.clone(),
                        flow_of(g, flow, band.sample, band.rows.clone()),
                        #[inline(always)]
                        |taps, range| {
                            let mut products = [[E::zero(); LANES]; 4];
                            for (x, dy) in zip(x.chunks(GROUP * area), dy.chunks(GROUP * area)) {
                                let mut gradients = [[E::zero(); LANES]; GROUP];
                                for (gradients, dy) in zip(&mut gradients, dy.chunks_exact(area)) {
                                    *gradients = lanes(&dy[first..][range.clone()]);
                                }
                                let planes = x.len() / area;
                                for_planes!(planes, multiply(x, area, &taps.places, &gradients, &mut products));
                            }
                            for (dflow, sums) in zip(&mut band.planes, &taps.slope(&products)) {
                                for (dflow, &sum) in zip(&mut dflow[range.clone()], sums) {
                                    *dflow += sum;
                                }
                            }
                        },
                    );
                }
            },
        );
    }

    fn meshgrid(&self, batch: usize, [height, width]: [usize; 2], y: &mut [E]) {
        if y.is_empty() {
            return;
        }
        let lines = batch * 2 * height;
        for_each(
            lines,
            width,
            (0..lines, Rows { slice: y, width }),
            #[inline(always)]
            move |(lines, y)| {
                for (line, y) in zip(lines, y.slice.chunks_exact_mut(width)) {
                    let (plane, row) = (line / height, line % height);
                    if plane % 2 == 1 {
                        y.fill(E::of(row as f64));
                        continue;
                    }
                    for (column, y) in y.iter_mut().enumerate() {
                        *y = E::of(column as f64);
                    }
                }
            },
        );
    }
});

/// Some rows of a sample, to be written.
struct Band<'a, E> {
    sample: usize,
    rows: Range<usize>,
    /// These rows of each plane.
    planes: List<&'a mut [E]>,
}

impl<'a, E: Float> Band<'a, E> {
    /// All bands of samples with so many planes.
    fn all(g: &Geometry, planes: usize, y: &'a mut [E]) -> List<Self> {
        let (area, band_area) = (g.area(), g.band_area());
        let mut bands = List::new();
        for (sample, y) in y.chunks_exact_mut(planes * area).enumerate() {
            let mut planes: List<_> = y.chunks_exact_mut(area).map(|plane| plane.chunks_mut(band_area)).collect();
            for start in (0..area).step_by(band_area) {
                let rows = start / g.size[1]..(start + band_area).min(area) / g.size[1];
                bands.push(Band { sample, rows, planes: planes.iter_mut().filter_map(Iterator::next).collect() });
            }
        }
        bands
    }
}

/// The displacements of some rows of a sample, in columns and in rows.
#[inline(always)]
fn flow_of<'a, E: Float>(g: &Geometry, flow: &'a [E], sample: usize, rows: Range<usize>) -> (&'a [E], &'a [E]) {
    let plane = |plane: usize| &flow[plane * g.area()..][rows.start * g.size[1]..rows.end * g.size[1]];
    (plane(2 * sample), plane(2 * sample + 1))
}

impl Geometry {
    fn area(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// The pixels of a plane in a [`Band`], which are whole rows.
    fn band_area(&self) -> usize {
        (4096 / self.size[1]).max(1) * self.size[1]
    }
}
