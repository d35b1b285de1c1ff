//! Recurrence: a state that goes from step to step of a sequence, changed by the gates of a cell.

mod backward;
mod cell;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod forward;
mod tiles;

#[cfg(test)]
mod tests;

use super::Memory;
use super::linear;
use super::round::Half;

/// What makes a state of the one before it. `a` is what a gate is made of: its part of `gates`, and its rows of the weight
/// times the state, and of the bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// With gates i, f, g and o: `c' = σ(aᶠ) · c + σ(aⁱ) · tanh(aᵍ)` and `h' = σ(aᵒ) · tanh(c')`
    /// ([Hochreiter and Schmidhuber 1997](https://doi.org/10.1162/neco.1997.9.8.1735), with
    /// [Gers and others'](https://doi.org/10.1162/089976600300015015) forget gate).
    Lstm,
    /// With gates r, z and n: `h' = (1 − z) · n + z · h` with `r = σ(aʳ)`, `z = σ(aᶻ)`, and in `n = tanh(aⁿ)` the part that
    /// comes from the state multiplied by `r` ([Cho and others 2014](https://arxiv.org/abs/1406.1078), as cuDNN has it).
    Gru,
    /// `h' = tanh(a)` ([Elman 1990](https://doi.org/10.1207/s15516709cog1402_1)).
    Tanh,
    /// `h' = max(0, a)`.
    Relu,
}

impl Cell {
    /// How many gates it has, each as wide as the state.
    pub fn gates(self) -> usize {
        match self {
            Self::Lstm => 4,
            Self::Gru => 3,
            Self::Tanh | Self::Relu => 1,
        }
    }

    /// How many numbers of each unit and step the way back needs beside the states: the gates of an LSTM and its cell, those
    /// of a GRU and the part of n that `r` is multiplied with.
    pub fn kept(self) -> usize {
        match self {
            Self::Lstm => 5,
            Self::Gru => 4,
            Self::Tanh | Self::Relu => 0,
        }
    }

    /// Whether the gradients of what the state has made of its gates are others than those of what came in.
    pub fn parts_gradients(self) -> bool {
        self == Self::Gru
    }

    /// How many states it has: an LSTM the hidden state and the cell, the others the hidden state.
    pub fn states(self) -> usize {
        if self == Self::Lstm { 2 } else { 1 }
    }
}

/// The sizes and settings of a recurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// What makes a state of the one before it.
    pub cell: Cell,
    /// Samples.
    pub batch: usize,
    /// Steps of a sample, one at least.
    pub steps: usize,
    /// Units of a state.
    pub hidden: usize,
    /// Whether the last step comes first.
    pub reverse: bool,
    /// Whether what is left in the end, the hidden state and the cell, comes behind the states of all steps.
    pub ends: bool,
    /// What the states and the gradients of gates are rounded to where they are multiplied, if they are.
    pub half: Option<Half>,
}

impl Geometry {
    /// The width of all gates of a step.
    pub fn width(&self) -> usize {
        self.cell.gates() * self.hidden
    }

    /// States of a sample in `y`.
    pub fn rows(&self) -> usize {
        self.steps + if self.ends { self.cell.states() } else { 0 }
    }

    /// Numbers that are kept of a step.
    pub fn kept(&self) -> usize {
        self.cell.kept() * self.hidden
    }

    /// The place in the sequence of a step in the order of time.
    fn place(&self, step: usize) -> usize {
        if self.reverse { self.steps - 1 - step } else { step }
    }

    /// The product of gradients with the states before, which is the gradient of the weight.
    fn product(&self) -> linear::Geometry {
        linear::Geometry { batch: self.batch * self.steps, inputs: self.hidden, outputs: self.width() }
    }

    /// Of the gates, of `y`, of what is kept, of the weight, of the bias, and of a state at the beginning.
    fn lengths(&self) -> [usize; 6] {
        let steps = self.batch * self.steps;
        let (width, hidden) = (self.width(), self.hidden);
        [
            steps * width,
            self.batch * self.rows() * hidden,
            steps * self.kept(),
            width * hidden,
            width,
            self.batch * hidden,
        ]
    }
}

/// Something of the hidden state at the beginning and of the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start<T> {
    /// Of the hidden state.
    pub hidden: T,
    /// Of the cell of an LSTM.
    pub cell: T,
}

/// What the way back is given of the way there.
#[derive(Clone, Copy, Debug)]
pub struct Known<S> {
    /// What the state is multiplied with.
    pub weight: S,
    /// The states.
    pub y: S,
    /// What was kept; nothing for a cell that keeps nothing.
    pub kept: S,
    /// The state at the beginning.
    pub start: Start<Option<S>>,
}

/// What the way back writes; what is not asked for is left out.
#[derive(Debug)]
pub struct Gradients<S> {
    /// Of the gates.
    pub gates: S,
    /// For a GRU alone, of what the weight and the bias have made, whose last gate differs. Nobody needs it afterwards.
    pub state: Option<S>,
    /// Memory of `[batch, steps, hidden]` for the states before each step.
    pub before: S,
    /// Of the weight.
    pub weight: Option<S>,
    /// Of the bias.
    pub bias: Option<S>,
    /// Of the states at the beginning.
    pub start: Start<Option<S>>,
}

/// Recurrences on a device.
///
/// # Shapes
///
/// `gates` is `[batch, steps, width]`, `y` and `dy` are `[batch, rows, hidden]`, `kept` is `[steps, batch, kept]`, so that what a
/// step writes lies together, `weight` is `[width, hidden]`, `bias` is `[width]`, and a state at the beginning is `[batch, hidden]`. Gradients are as what they are of.
pub trait Recurrence<E>: Memory<E> {
    /// Goes through all steps, and overwrites `y`, and `kept` where the way back is wanted. A state at the beginning that is
    /// not given is zeros.
    #[allow(clippy::too_many_arguments)]
    fn forward(
        &self,
        geometry: &Geometry,
        gates: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        bias: Option<Self::Slice<'_>>,
        start: Start<Option<Self::Slice<'_>>>,
        y: Self::SliceMut<'_>,
        kept: Option<Self::SliceMut<'_>>,
    );

    /// Goes back through all steps. Adds to the gradients of the weight, the bias and the states at the beginning, and
    /// **overwrites** the others.
    fn backward(
        &self,
        geometry: &Geometry,
        known: Known<Self::Slice<'_>>,
        dy: Self::Slice<'_>,
        gradients: Gradients<Self::SliceMut<'_>>,
    );
}
