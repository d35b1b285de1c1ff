//! The steps of optimizers, and what is done to gradients before.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// A step of stochastic gradient descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    /// η.
    pub learning_rate: f64,
    /// λ, of the penalty ½ λ p².
    pub weight_decay: f64,
    /// μ, of the velocity.
    pub momentum: f64,
    /// Whether the step looks ahead along the velocity.
    pub nesterov: bool,
}

/// A step of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// η.
    pub learning_rate: f64,
    /// λ.
    pub weight_decay: f64,
    /// Whether the decay shrinks the variable itself, as AdamW's, or is a part of the gradient.
    pub decoupled: bool,
    /// β₁ and β₂.
    pub betas: [f64; 2],
    /// ε, added to the root.
    pub epsilon: f64,
    /// t, which step this is; the first is 1.
    pub step: u64,
}

/// A step of RMSprop (Tieleman and Hinton 2012).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp {
    /// η.
    pub learning_rate: f64,
    /// λ, of the penalty ½ λ p².
    pub weight_decay: f64,
    /// α, of the running mean of squares.
    pub smoothing: f64,
    /// ε, added to the root.
    pub epsilon: f64,
    /// μ, of the velocity.
    pub momentum: f64,
}

/// Updates variables `p` in place by their gradients `g`. All the slices have one length.
pub trait Optimizer<E>: Memory<E> {
    /// `g ← g + λ · p; v = μ · v + g; p −= η · v`, PyTorch's formula; without a velocity `p −= η · g`, and
    /// `p −= η · (g + μ · v)` with Nesterov's.
    ///
    /// The velocity starts at 0.
    fn sgd(&self, step: &Sgd, p: Self::SliceMut<'_>, velocity: Option<Self::SliceMut<'_>>, g: Self::Slice<'_>);

    /// `m = β₁ · m + (1 − β₁) · g; v = β₂ · v + (1 − β₂) · g²; p −= η · m̂ / (√v̂ + ε)`
    /// with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`, as in PyTorch; before that `g ← g + λ · p`, or
    /// `p ← p − η · λ · p` if the decay is decoupled.
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

    /// `g ← g + λ · p; s = α · s + (1 − α) · g²; p −= η · g / (√s + ε)`, as in PyTorch. With a mean, which makes it
    /// the centred kind, `m = α · m + (1 − α) · g` and the root is that of `s − m²`; with a velocity
    /// `v = μ · v + g / (√s + ε); p −= η · v`.
    ///
    /// All of these start at 0.
    fn rms_prop(
        &self,
        step: &RmsProp,
        p: Self::SliceMut<'_>,
        square: Self::SliceMut<'_>,
        mean: Option<Self::SliceMut<'_>>,
        velocity: Option<Self::SliceMut<'_>>,
        g: Self::Slice<'_>,
    );

    /// `y = value`.
    fn fill(&self, value: f64, y: Self::SliceMut<'_>);

    /// `y = x`.
    fn copy(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `y += x`.
    fn add(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `y = κ · y + (1 − κ) · x`.
    fn average(&self, kept: f64, y: Self::SliceMut<'_>, x: Self::Slice<'_>);

    /// `y *= factor`.
    fn scale(&self, factor: f64, y: Self::SliceMut<'_>);

    /// `y = min(max(y, −limit), limit)`.
    fn clip(&self, limit: f64, y: Self::SliceMut<'_>);

    /// `Σ x²`.
    fn sum_of_squares(&self, x: Self::Slice<'_>) -> f64;

    /// Whether nothing is NaN or infinite.
    fn is_finite(&self, x: Self::Slice<'_>) -> bool;
}
