//! Batch norm of a batch that several towers have parts of, in this process and in others, with the mean and the variance of all of
//! it.
//!
//! It is three steps: each tower finds the moments of its own samples, all of them together those of all samples, and each
//! normalises with these. Gradients go back the same way.

use super::{Normalization, affine};
use crate::Error;
use crate::kernels::batch_norm::{BatchNorm as Kernel, Geometry, Statistics};
use crate::kernels::optimizer::Optimizer;
use crate::kernels::{List, Memory};
use crate::pass::{Frame, Id, Keeps, Meeting, Operation, Part, Pass, Reads, SCRATCH, Sums};
use crate::storage::{Device, Dtype, Slice};

impl<const C: usize, E: Dtype, D: Device<E>> Normalization<'_, C, E, D> {
    /// Normalises a value with the statistics of all towers; tells where the mean is, too, which the variance follows.
    pub(super) fn synchronise(x: Id, affine: [Id; 2], geometry: Geometry, pass: &mut Pass<E, D>) -> [Id; 2] {
        let own = pass.apply(Moments { geometry }, &[x], &[2 * C]);
        let all = pass.apply(OfAll { channels: C }, &[own], &[2 * C, C, C]);
        let elements = geometry.batch * C * geometry.spatial;
        let y = pass.apply(ByMoments { geometry }, &[x, affine[0], affine[1], all], &[elements]);
        [y, all.after(1)]
    }
}

/// The mean and the biased variance of each channel of a part, `[2, channels]`.
#[derive(PartialEq)]
struct Moments {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Moments {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [moments]) = at.lend([Part::Output(0)]);
        kernels.moments(&self.geometry, reads.operand(0), moments);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0], outputs: &[0] }
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if at.wants(0) {
            let kernels = at.kernels();
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            kernels.backward_moments(&self.geometry, reads.operand(0), reads.output(0), reads.incoming(), dx);
        }
    }
}

/// The moments of all samples, of those of each part; and the means and the variances by themselves.
#[derive(PartialEq)]
struct OfAll {
    channels: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for OfAll {
    fn forward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it is done for all parts at once");
    }

    fn meeting(&self) -> Option<&dyn Meeting<E, D>> {
        Some(self)
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0], outputs: &[0] }
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it is done for all parts at once");
    }
}

impl<E: Dtype, D: Device<E>> Meeting<E, D> for OfAll {
    /// With `n` samples in a part and `N` in all: `μ = Σ n · mean / N` and `σ² = Σ n · (variance + (mean − μ)²) / N`.
    fn forward(&self, parts: &mut [(usize, Frame<'_, E, D>)], whole: usize, sums: &Sums<'_>) -> Result<(), Error> {
        let c = self.channels;
        let weights = weights(parts, whole);
        let moments = gather(parts, 2 * c, |reads| reads.operand(0));
        let own = |part: usize, place: usize| moments[2 * c * part + place];
        let means = sum_over(parts.len(), c, sums, |part, channel| weights[part] * own(part, channel))?;
        let variances = sum_over(parts.len(), c, sums, |part, channel| {
            let distance = own(part, channel) - means[channel];
            weights[part] * (own(part, c + channel) + distance * distance)
        })?;
        let all: List<E> = means.iter().chain(&variances).map(|value| E::of(*value)).collect();
        for (_, frame) in parts {
            let kernels = frame.kernels();
            let (_, [both, mean, variance]) = frame.lend([Part::Output(0), Part::Output(1), Part::Output(2)]);
            kernels.put(&all, both);
            kernels.put(&all[..c], mean);
            kernels.put(&all[c..], variance);
        }
        Ok(())
    }

    /// `d mean = n / N · (dμ + 2 · dσ² · (mean − μ))` and `d variance = n / N · dσ²`, of what comes to `μ` and `σ²` in all
    /// parts.
    fn backward(&self, parts: &mut [(usize, Frame<'_, E, D>)], whole: usize, sums: &Sums<'_>) -> Result<(), Error> {
        let c = self.channels;
        let weights = weights(parts, whole);
        let own = gather(parts, 2 * c, |reads| reads.operand(0));
        let all = gather(parts, 2 * c, |reads| reads.output(0));
        let incoming = gather(parts, 2 * c, |reads| reads.incoming());
        let gradient = sum_over(parts.len(), 2 * c, sums, |part, place| incoming[2 * c * part + place])?;
        for (part, (_, frame)) in parts.iter_mut().enumerate() {
            let [own, all] = [&own, &all].map(|moments| &moments[2 * c * part..]);
            let of_mean = (0..c).map(|channel| {
                let distance = own[channel] - all[channel];
                gradient[channel] + 2.0 * gradient[c + channel] * distance
            });
            let of_variance = (c..2 * c).map(|place| gradient[place]);
            let gradient: List<E> = of_mean.chain(of_variance).map(|value| E::of(weights[part] * value)).collect();
            let kernels = frame.kernels();
            let (_, [target]) = frame.lend([Part::Gradient(0)]);
            // Nobody else reads the moments of a part.
            kernels.put(&gradient, target);
        }
        Ok(())
    }
}

/// What all parts of a batch add up to: those that are here in their order, and what `sums` knows of others. It is all that they
/// tell each other.
fn sum_over(
    parts: usize,
    len: usize,
    sums: &Sums<'_>,
    addend: impl Fn(usize, usize) -> f64,
) -> Result<List<f64>, Error> {
    let mut all: List<f64> = (0..len).map(|place| (0..parts).map(|part| addend(part, place)).sum()).collect();
    sums(&mut all)?;
    Ok(all)
}

/// How much each part is of all samples.
fn weights<E: Dtype, D: Device<E>>(parts: &[(usize, Frame<'_, E, D>)], whole: usize) -> List<f64> {
    parts.iter().map(|(samples, _)| *samples as f64 / whole as f64).collect()
}

/// Vectors of all parts, one after the other.
fn gather<E: Dtype, D: Device<E>>(
    parts: &mut [(usize, Frame<'_, E, D>)],
    len: usize,
    of: impl for<'a> Fn(&Reads<'a, E, D>) -> Slice<'a, E, D>,
) -> List<f64> {
    let mut vector: List<E> = (0..len).map(|_| E::zero()).collect();
    let mut all = List::new();
    for (_, frame) in parts {
        let kernels = frame.kernels();
        let (reads, []) = frame.lend([]);
        kernels.fetch(of(&reads), &mut vector);
        all.extend(vector.iter().map(|value| value.to_f64().unwrap_or(f64::NAN)));
    }
    all
}

/// Normalises a part with moments that are given.
#[derive(PartialEq)]
struct ByMoments {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for ByMoments {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let statistics = self.statistics(&reads);
        Kernel::forward_inference(&kernels, &self.geometry, reads.operand(0), affine(&reads), statistics, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1, 2, 3])
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.geometry.channels, self.geometry.channels, 0, 0]
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let moments = at.wants(3).then_some(Part::Gradient(3));
        super::backward(at, moments, |kernels, reads, dy, gradients, moments| {
            let (x, statistics) = (reads.operand(0), self.statistics(reads));
            Kernel::backward_inference(kernels, &self.geometry, x, affine(reads), statistics, dy, gradients, moments);
        });
    }
}

impl ByMoments {
    fn statistics<'a, E: Dtype, D: Device<E>>(&self, reads: &Reads<'a, E, D>) -> Statistics<Slice<'a, E, D>> {
        let (moments, c) = (reads.operand(3), self.geometry.channels);
        let part = |range| <D::Kernels as Memory<E>>::part(moments, range);
        Statistics { mean: part(0..c), variance: part(c..2 * c) }
    }
}
