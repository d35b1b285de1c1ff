//! The steps of optimizers, and the sum of two gradients.

mod cpu;
#[cfg(test)]
mod tests;

use super::Memory;

/// A step of stochastic gradient descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    /// η.
    pub learning_rate: f64,
    /// μ, of the velocity.
    pub momentum: f64,
}

/// A step of Adam (Kingma and Ba 2015).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// η.
    pub learning_rate: f64,
    /// β₁ and β₂.
    pub betas: [f64; 2],
    /// ε, added to the root.
    pub epsilon: f64,
    /// t, which step this is; the first is 1.
    pub step: u64,
}

/// Updates variables `p` in place by their gradients `g`. All the slices have one length.
pub trait Optimizer<E>: Memory<E> {
    /// `v = μ · v + g; p −= η · v`, PyTorch's formula; without a velocity `p −= η · g`.
    ///
    /// The velocity starts at 0.
    fn sgd(&self, step: &Sgd, p: Self::SliceMut<'_>, velocity: Option<Self::SliceMut<'_>>, g: Self::Slice<'_>);

    /// `m = β₁ · m + (1 − β₁) · g; v = β₂ · v + (1 − β₂) · g²; p −= η · m̂ / (√v̂ + ε)`
    /// with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`, as in PyTorch.
    ///
    /// The moments `m` and `v` start at 0.
    fn adam(
        &self,
        step: &Adam,
        p: Self::SliceMut<'_>,
        m: Self::SliceMut<'_>,
        v: Self::SliceMut<'_>,
        g: Self::Slice<'_>,
    );

    /// `y = x`.
    fn copy(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `y += x`.
    fn add(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);
}
