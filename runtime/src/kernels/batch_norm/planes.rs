//! Channel by channel, in loops along a channel's run in a sample.
//!
//! A channel's elements are read for its statistics and again right after, while they are still in the cache.

use std::ops::Range;

use super::super::Float;
use super::super::parallel::{BLOCK, Columns, ColumnsMut, Sums, wide};
use super::cpu::{Gradient, Gradients, Mode, Normaliser, pass, relu, through_moments};
use super::{Affine, Geometry, Statistics};

#[inline(always)]
pub(super) fn forward_training<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    mut y: ColumnsMut<'_, E>,
    statistics: Statistics<&mut [E]>,
) {
    let Statistics { mean, variance } = statistics;
    for channel in 0..affine.weight.len() {
        let moments = Moments::of_channel(g, x, channel);
        mean[channel] = E::of(moments.mean);
        variance[channel] = E::of(moments.squares / moments.count);
        let statistics = Statistics { mean: &*mean, variance: &*variance };
        normalise(g, Normaliser::new(g.epsilon, affine, statistics, channel), channel, x, &mut y);
    }
}

#[inline(always)]
pub(super) fn statistics<E: Float>(g: &Geometry, x: Columns<'_, E>, statistics: Statistics<&mut [E]>) {
    let Statistics { mean, variance } = statistics;
    for channel in 0..mean.len() {
        let moments = Moments::of_channel(g, x, channel);
        mean[channel] = E::of(moments.mean);
        variance[channel] = E::of(moments.squares / moments.count);
    }
}

#[inline(always)]
pub(super) fn backward_moments<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    mean: &[E],
    gradient: Statistics<&[E]>,
    mut dx: ColumnsMut<'_, E>,
) {
    for channel in 0..mean.len() {
        let run = channel * g.spatial..(channel + 1) * g.spatial;
        let (mean, [slope, constant]) = (mean[channel], through_moments(g, gradient, channel));
        for sample in 0..g.batch {
            for (dx, &x) in dx.row_mut(sample)[run.clone()].iter_mut().zip(&x.row(sample)[run.clone()]) {
                *dx += (x - mean) * slope + constant;
            }
        }
    }
}

#[inline(always)]
pub(super) fn forward_inference<E: Float>(
    g: &Geometry,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    running: Statistics<&[E]>,
    mut y: ColumnsMut<'_, E>,
) {
    for channel in 0..affine.weight.len() {
        normalise(g, Normaliser::new(g.epsilon, affine, running, channel), channel, x, &mut y);
    }
}

#[inline(always)]
fn normalise<E: Float>(
    g: &Geometry,
    normaliser: Normaliser<E>,
    channel: usize,
    x: Columns<'_, E>,
    y: &mut ColumnsMut<'_, E>,
) {
    let run = channel * g.spatial..(channel + 1) * g.spatial;
    for sample in 0..g.batch {
        let pairs = y.row_mut(sample)[run.clone()].iter_mut().zip(&x.row(sample)[run.clone()]);
        if g.relu {
            for (y, &x) in pairs {
                *y = relu(normaliser.apply(x));
            }
        } else {
            for (y, &x) in pairs {
                *y = normaliser.apply(x);
            }
        }
    }
}

#[inline(always)]
pub(super) fn backward<E: Float>(
    g: &Geometry,
    mode: Mode,
    x: Columns<'_, E>,
    affine: Affine<&[E]>,
    statistics: Statistics<&[E]>,
    mut dy: ColumnsMut<'_, E>,
    mut gradients: Gradients<'_, E>,
) {
    for channel in 0..affine.weight.len() {
        let run = channel * g.spatial..(channel + 1) * g.spatial;
        let normaliser = Normaliser::new(g.epsilon, affine, statistics, channel);
        let Normaliser { mean, .. } = normaliser;

        let mut sums = [0.0; 2];
        blocks(g, |samples, part| {
            let mut block = Sums::<E, 2>::new();
            for sample in samples {
                let x = &x.row(sample)[run.clone()][part.clone()];
                let dy = &dy.row(sample)[run.clone()][part.clone()];
                if g.relu {
                    block.add(x, dy, |x, dy| {
                        let dy = pass(normaliser.apply(x), dy);
                        [dy, dy * (x - mean)]
                    });
                } else {
                    block.add(x, dy, |x, dy| [dy, dy * (x - mean)]);
                }
            }
            let [sum, product] = block.total();
            sums[0] += sum;
            sums[1] += product;
        });

        let gradient = Gradient::new(g, mode, sums, affine.weight[channel], statistics.variance[channel]);
        gradients.add(channel, &gradient);
        let dx = |x, dy| dy * gradient.scale + ((x - mean) * gradient.slope + gradient.constant);
        for sample in 0..g.batch {
            let pairs = dy.row_mut(sample)[run.clone()].iter_mut().zip(&x.row(sample)[run.clone()]);
            if g.relu {
                for (dy, &x) in pairs {
                    *dy = dx(x, pass(normaliser.apply(x), *dy));
                }
            } else {
                for (dy, &x) in pairs {
                    *dy = dx(x, *dy);
                }
            }
        }
    }
}

/// Walks over a channel in blocks of about [`BLOCK`] elements: some samples, and a part of the channel's run in each.
#[inline(always)]
fn blocks(g: &Geometry, mut visit: impl FnMut(Range<usize>, Range<usize>)) {
    let samples = (BLOCK / g.spatial).max(1);
    for sample in (0..g.batch).step_by(samples) {
        for start in (0..g.spatial).step_by(BLOCK) {
            visit(sample..g.batch.min(sample + samples), start..g.spatial.min(start + BLOCK));
        }
    }
}

/// How many elements there are, their mean, and the sum of their squared distances from it.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Of a channel, in one pass over memory: a block's squares are summed about its own mean while it is in the cache.
    #[inline(always)]
    fn of_channel<E: Float>(g: &Geometry, x: Columns<'_, E>, channel: usize) -> Self {
        let run = channel * g.spatial..(channel + 1) * g.spatial;
        let mut moments = Moments::default();
        blocks(g, |samples, part| {
            let count = (samples.len() * part.len()) as f64;
            let mut sum = Sums::<E, 1>::new();
            for sample in samples.clone() {
                let x = &x.row(sample)[run.clone()][part.clone()];
                sum.add(x, x, |x, _| [x]);
            }
            let centre = E::of(sum.total()[0] / count);
            let mut distances = Sums::<E, 2>::new();
            for sample in samples {
                let x = &x.row(sample)[run.clone()][part.clone()];
                distances.add(x, x, |x, _| [x - centre, (x - centre) * (x - centre)]);
            }
            let [rest, squares] = distances.total();
            moments = moments.merge(Moments::about(wide(centre), count, rest, squares));
        });
        if moments.count == 0.0 { Moments { mean: f64::NAN, ..moments } } else { moments }
    }

    /// From the sums of the distances from `centre` and of their squares.
    fn about(centre: f64, count: f64, distances: f64, squares: f64) -> Self {
        let shift = distances / count;
        Moments { count, mean: centre + shift, squares: squares - shift * distances }
    }

    /// Of both together (Chan, Golub and LeVeque 1979).
    fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        Moments {
            count,
            mean: self.mean + distance * other.count / count,
            squares: self.squares + other.squares + distance * distance * self.count * other.count / count,
        }
    }
}
