use super::super::parallel::{self, Columns, ColumnsMut, Rows, wide};
use super::super::{Cpu, Float};
use super::{Affine, BatchNorm, Blend, Geometry, Statistics, columns, planes};

/// Below this many elements a channel's run in a sample is too short for sums along it, and they go across channels.
const SHORT: usize = 64;

/// The same where there are no sums.
const VERY_SHORT: usize = 16;

for_floats!(BatchNorm for Cpu {
    fn forward_training(
        &self,
        g: &Geometry,
        x: &[E],
        affine: Affine<&[E]>,
        y: &mut [E],
        statistics: Statistics<&mut [E]>,
    ) {
        let parts = (
            Columns::new(x, g.channels, g.spatial),
            (affine.weight, affine.bias),
            ColumnsMut::new(y, g.channels, g.spatial),
            (statistics.mean, statistics.variance),
        );
        parallel::for_each(
            g.channels,
            g.batch * g.spatial,
            parts,
            #[inline(always)]
            move |(x, (weight, bias), y, (mean, variance))| {
                let affine = Affine { weight, bias };
                let statistics = Statistics { mean, variance };
                if g.spatial < SHORT {
                    columns::forward_training(g, x, affine, y, statistics);
                } else {
                    planes::forward_training(g, x, affine, y, statistics);
                }
            },
        );
    }

    fn backward_training(
        &self,
        g: &Geometry,
        x: &[E],
        affine: Affine<&[E]>,
        statistics: Statistics<&[E]>,
        dy: &mut [E],
        gradients: Affine<&mut [E]>,
    ) {
        backward(g, Mode::Training, x, affine, statistics, dy, gradients, None);
    }

    fn moments(&self, g: &Geometry, x: &[E], moments: &mut [E]) {
        parallel::for_each(
            g.channels,
            g.batch * g.spatial,
            (Columns::new(x, g.channels, g.spatial), moments.split_at_mut(g.channels)),
            #[inline(always)]
            move |(x, (mean, variance))| {
                if g.spatial < SHORT {
                    columns::statistics(g, x, Statistics { mean, variance });
                } else {
                    planes::statistics(g, x, Statistics { mean, variance });
                }
            },
        );
    }

    fn backward_moments(&self, g: &Geometry, x: &[E], moments: &[E], gradient: &[E], dx: &mut [E]) {
        let parts = (
            Columns::new(x, g.channels, g.spatial),
            &moments[..g.channels],
            gradient.split_at(g.channels),
            ColumnsMut::new(dx, g.channels, g.spatial),
        );
        parallel::for_each(
            g.channels,
            g.batch * g.spatial,
            parts,
            #[inline(always)]
            move |(x, mean, (dmean, dvariance), dx)| {
                let gradient = Statistics { mean: dmean, variance: dvariance };
                if g.spatial < VERY_SHORT {
                    columns::backward_moments(g, x, mean, gradient, dx);
                } else {
                    planes::backward_moments(g, x, mean, gradient, dx);
                }
            },
        );
    }

    fn forward_inference(&self, g: &Geometry, x: &[E], affine: Affine<&[E]>, running: Statistics<&[E]>, y: &mut [E]) {
        let parts = (
            Columns::new(x, g.channels, g.spatial),
            (affine.weight, affine.bias),
            (running.mean, running.variance),
            ColumnsMut::new(y, g.channels, g.spatial),
        );
        parallel::for_each(
            g.channels,
            g.batch * g.spatial,
            parts,
            #[inline(always)]
            move |(x, (weight, bias), (mean, variance), y)| {
                let affine = Affine { weight, bias };
                let running = Statistics { mean, variance };
                if g.spatial < VERY_SHORT {
                    columns::forward_inference(g, x, affine, running, y);
                } else {
                    planes::forward_inference(g, x, affine, running, y);
                }
            },
        );
    }

    fn backward_inference(
        &self,
        g: &Geometry,
        x: &[E],
        affine: Affine<&[E]>,
        running: Statistics<&[E]>,
        dy: &mut [E],
        gradients: Affine<&mut [E]>,
        moments: Option<&mut [E]>,
    ) {
        backward(g, Mode::Inference, x, affine, running, dy, gradients, moments);
    }

    fn fold(
        &self,
        epsilon: f64,
        weight: &[E],
        bias: Option<&[E]>,
        affine: Affine<&[E]>,
        running: Statistics<&[E]>,
        folded: Affine<&mut [E]>,
    ) {
        for (channel, folded) in folded.bias.iter_mut().enumerate() {
            let normaliser = Normaliser::new(epsilon, affine, running, channel);
            let bias = bias.map_or(E::zero(), |bias| bias[channel]);
            *folded = normaliser.apply(bias);
        }
        let channels = affine.weight.len();
        let width = weight.len().checked_div(channels).unwrap_or(0);
        let parts = (0..channels, Rows { slice: weight, width }, Rows { slice: folded.weight, width });
        parallel::for_each(
            channels,
            width,
            parts,
            #[inline(always)]
            move |(channels, weight, folded)| {
                for (i, channel) in channels.enumerate() {
                    let scale = Normaliser::new(epsilon, affine, running, channel).scale;
                    let row = i * width..(i + 1) * width;
                    for (folded, &weight) in folded.slice[row.clone()].iter_mut().zip(&weight.slice[row]) {
                        *folded = weight * scale;
                    }
                }
            },
        );
    }

    fn blend(&self, blends: &mut [Blend<'_, E, Self>]) {
        for Blend { kept, running, weight, statistic } in blends {
            let (kept, weight) = (E::of(*kept), E::of(*weight));
            for (running, &statistic) in running.iter_mut().zip(*statistic) {
                *running = kept * *running + weight * statistic;
            }
        }
    }
});

/// Where a gradient's statistics came from: of the batch they depend on `x`, running ones are constants.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    Training,
    Inference,
}

#[expect(clippy::too_many_arguments, reason = "the backward pass of either kind, and which")]
fn backward<E: Float>(
    g: &Geometry,
    mode: Mode,
    x: &[E],
    affine: Affine<&[E]>,
    statistics: Statistics<&[E]>,
    dy: &mut [E],
    gradients: Affine<&mut [E]>,
    moments: Option<&mut [E]>,
) {
    let parts = (
        Columns::new(x, g.channels, g.spatial),
        (affine.weight, affine.bias),
        (statistics.mean, statistics.variance),
        ColumnsMut::new(dy, g.channels, g.spatial),
        ((gradients.weight, gradients.bias), moments.map(|moments| moments.split_at_mut(g.channels))),
    );
    parallel::for_each(
        g.channels,
        2 * g.batch * g.spatial,
        parts,
        #[inline(always)]
        move |(x, (weight, bias), (mean, variance), dy, ((dweight, dbias), moments))| {
            let affine = Affine { weight, bias };
            let statistics = Statistics { mean, variance };
            let of_statistics = moments.map(|(mean, variance)| Statistics { mean, variance });
            let gradients = Gradients { affine: Affine { weight: dweight, bias: dbias }, of_statistics };
            if g.spatial < SHORT {
                columns::backward(g, mode, x, affine, statistics, dy, gradients);
            } else {
                planes::backward(g, mode, x, affine, statistics, dy, gradients);
            }
        },
    );
}

/// What a channel's elements go through: `(x − mean) · scale + bias`.
///
/// The mean is taken off first, so that a mean far from zero costs no digits.
#[derive(Clone, Copy)]
pub(super) struct Normaliser<E> {
    pub(super) mean: E,
    pub(super) scale: E,
    pub(super) bias: E,
}

impl<E: Float> Normaliser<E> {
    pub(super) fn new(epsilon: f64, affine: Affine<&[E]>, statistics: Statistics<&[E]>, channel: usize) -> Self {
        let deviation = deviation(epsilon, statistics.variance[channel]);
        Normaliser {
            mean: statistics.mean[channel],
            scale: E::of(wide(affine.weight[channel]) / deviation),
            bias: affine.bias[channel],
        }
    }

    #[inline(always)]
    pub(super) fn apply(self, x: E) -> E {
        (x - self.mean) * self.scale + self.bias
    }
}

/// `√(σ² + ε)`.
fn deviation<E: Float>(epsilon: f64, variance: E) -> f64 {
    (wide(variance) + epsilon).sqrt()
}

/// The gradients of the channels, which are added to.
pub(super) struct Gradients<'a, E> {
    affine: Affine<&'a mut [E]>,
    /// Those of statistics that are given.
    of_statistics: Option<Statistics<&'a mut [E]>>,
}

impl<E: Float> Gradients<'_, E> {
    pub(super) fn add(&mut self, channel: usize, gradient: &Gradient<E>) {
        self.affine.weight[channel] += gradient.weight;
        self.affine.bias[channel] += gradient.bias;
        if let Some(Statistics { mean, variance }) = &mut self.of_statistics {
            mean[channel] += gradient.mean;
            variance[channel] += gradient.variance;
        }
    }
}

/// A channel's gradient to `x`: `dy · scale + (x − mean) · slope + constant`.
#[derive(Clone, Copy)]
pub(super) struct Gradient<E> {
    pub(super) scale: E,
    pub(super) slope: E,
    pub(super) constant: E,
    /// The gradient to the weight.
    pub(super) weight: E,
    /// The gradient to the bias.
    pub(super) bias: E,
    /// The gradients to statistics that are given.
    pub(super) mean: E,
    pub(super) variance: E,
}

impl<E: Float> Gradient<E> {
    /// From `Σ dy` and `Σ dy · (x − μ)`.
    ///
    /// With `n = batch · spatial` and `d = √(σ² + ε)`, of the batch's statistics
    /// `dx = γ / d · (dy − Σ dy / n − (x − μ) / d² · Σ dy · (x − μ) / n)`; of given ones `dx = γ / d · dy`,
    /// `dμ = −γ / d · Σ dy` and `dσ² = −γ / 2d³ · Σ dy · (x − μ)`.
    pub(super) fn new(g: &Geometry, mode: Mode, [sum, product]: [f64; 2], weight: E, variance: E) -> Self {
        let deviation = deviation(g.epsilon, variance);
        let scale = wide(weight) / deviation;
        let share = match mode {
            Mode::Training => scale / (g.batch * g.spatial) as f64,
            Mode::Inference => 0.0,
        };
        Gradient {
            scale: E::of(scale),
            slope: E::of(-share * product / (deviation * deviation)),
            constant: E::of(-share * sum),
            weight: E::of(product / deviation),
            bias: E::of(sum),
            mean: E::of(-scale * sum),
            variance: E::of(-0.5 * scale * product / (deviation * deviation)),
        }
    }
}

/// What comes to `x` of a gradient to the moments of its channel: `(x − μ) · slope + constant`.
pub(super) fn through_moments<E: Float>(g: &Geometry, gradient: Statistics<&[E]>, channel: usize) -> [E; 2] {
    let count = (g.batch * g.spatial) as f64;
    [2.0 * wide(gradient.variance[channel]) / count, wide(gradient.mean[channel]) / count].map(E::of)
}

/// `max(y, 0)`, and NaN of NaN.
#[inline(always)]
pub(super) fn relu<E: Float>(y: E) -> E {
    if E::zero() > y { E::zero() } else { y }
}

/// What `relu` at `y` lets through of the gradient `dy`.
#[inline(always)]
pub(super) fn pass<E: Float>(y: E, dy: E) -> E {
    if y <= E::zero() { E::zero() } else { dy }
}
