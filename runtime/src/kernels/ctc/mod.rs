//! Connectionist temporal classification: how likely a sequence of labels is, by all alignments with the steps of a
//! longer one (Graves and others, "Connectionist Temporal Classification", 2006).

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes and the settings of a connectionist temporal classification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Steps of a sample at most.
    pub steps: usize,
    /// Classes of a step, the blank among them.
    pub classes: usize,
    /// Labels of a sample at most; it ends before the first that is the blank.
    pub labels: usize,
    /// The class that stands for no label, and between two that are the same.
    pub blank: usize,
    /// Whether the cost of a sample is divided by the number of its labels.
    pub mean: bool,
    /// Whether a sample with more labels than its steps can hold costs 0, and nothing otherwise.
    pub zero_infinity: bool,
}

impl Geometry {
    /// States of an alignment at most: the labels, and blanks before, between and behind them.
    pub fn states(&self) -> usize {
        2 * self.labels + 1
    }

    /// The number of sums over alignments.
    pub fn alphas(&self) -> usize {
        self.batch * self.steps * self.states()
    }
}

/// Memory to read, and memory to write.
type Slice<'a, K, E> = <K as Memory<E>>::Slice<'a>;
type SliceMut<'a, K, E> = <K as Memory<E>>::SliceMut<'a>;

/// What a sample is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Targets<N> {
    /// `[batch, labels]`.
    pub labels: N,
    /// How many steps count, `[batch]`; without it, all of them.
    pub lengths: Option<N>,
}

/// Connectionist temporal classification on a device.
///
/// # Shapes
/// `logs` and `dlogs` are `[batch, steps, classes]`, logarithms of probabilities; `alphas` are
/// `[batch, steps, states]`, the logarithm of what the alignments of all steps so far have together that end in a state;
/// `costs` and `dcosts` are `[batch]`.
pub trait Ctc<E>: Memory<E> + Memory<usize> {
    /// Overwrites `costs`, the negative logarithms of the probabilities of the labels, and `alphas`.
    fn forward(
        &self,
        geometry: &Geometry,
        logs: Slice<'_, Self, E>,
        targets: Targets<Slice<'_, Self, usize>>,
        costs: SliceMut<'_, Self, E>,
        alphas: SliceMut<'_, Self, E>,
    );

    /// `dlogs −= dcosts · γ`, with `γ` the share that the alignments which are in a class at a step have of all of them.
    fn backward(
        &self,
        geometry: &Geometry,
        logs: Slice<'_, Self, E>,
        targets: Targets<Slice<'_, Self, usize>>,
        alphas: Slice<'_, Self, E>,
        dcosts: Slice<'_, Self, E>,
        dlogs: SliceMut<'_, Self, E>,
    );
}
