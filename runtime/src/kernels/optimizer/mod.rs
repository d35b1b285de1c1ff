//! The steps of optimizers, and what is done to gradients before.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod piece;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Memory;
use super::batch_norm::Blend;

pub use piece::{ARRAYS, Piece};

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

/// What a step of Adam comes to: `p ← kept · p − size · m / (root · √v + ε)`.
struct Corrected {
    size: f64,
    root: f64,
    epsilon: f64,
    /// `1 − β₁` and `1 − β₂`.
    rests: [f64; 2],
    /// `β₂`.
    beta: f64,
    kept: f64,
    /// λ, where it is a part of the gradient.
    decay: f64,
}

impl Adam {
    fn corrected(&self) -> Corrected {
        let Self { learning_rate, weight_decay, decoupled, betas: [beta1, beta2], epsilon, step } = *self;
        let t = step as f64;
        let (kept, decay) = if decoupled { (1.0 - learning_rate * weight_decay, 0.0) } else { (1.0, weight_decay) };
        Corrected {
            size: learning_rate / (1.0 - beta1.powf(t)),
            root: 1.0 / (1.0 - beta2.powf(t)).sqrt(),
            epsilon,
            rests: [1.0 - beta1, 1.0 - beta2],
            beta: beta2,
            kept,
            decay,
        }
    }
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

/// Updates variables `p` by their gradients `g`, all in one call: a list of pieces, each with the number of its settings in
/// `steps`. It says what of the arrays of a piece is what; the slices of a piece have one length. A step does the `blends`, too,
/// which are of other memory.
pub trait Optimizer<E>: Memory<E> + Sized {
    /// Whether a call is a launch, of which there should be few: memory is then filled as a whole, and not part by part, where
    /// it is needed and then in cache; and running statistics are blended in the launch of a step.
    const LAUNCHES: bool;

    /// `g ← g + λ · p; v = μ · v + g; p −= η · v`, PyTorch's formula; without a velocity `p −= η · g`, and
    /// `p −= η · (g + μ · v)` with Nesterov's.
    ///
    /// The first array is the velocity, which starts at 0.
    fn sgd(&self, steps: &[Sgd], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]);

    /// `m = β₁ · m + (1 − β₁) · g; v = β₂ · v + (1 − β₂) · g²; p −= η · m̂ / (√v̂ + ε)`
    /// with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`, as in PyTorch; before that `g ← g + λ · p`, or
    /// `p ← p − η · λ · p` if the decay is decoupled.
    ///
    /// The arrays are the moments `m` and `v`, which start at 0; a piece without them stays as it is.
    fn adam(&self, steps: &[Adam], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]);

    /// `g ← g + λ · p; s = α · s + (1 − α) · g²; p −= η · g / (√s + ε)`, as in PyTorch. With a mean, which makes it
    /// the centred kind, `m = α · m + (1 − α) · g` and the root is that of `s − m²`; with a velocity
    /// `v = μ · v + g / (√s + ε); p −= η · v`.
    ///
    /// The arrays are `s`, `m` and `v`, which start at 0; a piece without `s` stays as it is.
    fn rms_prop(&self, steps: &[RmsProp], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]);

    /// `y = value`.
    fn fill(&self, value: f64, y: Self::SliceMut<'_>);

    /// `y = x`.
    fn copy(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `y += x`.
    fn add(&self, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Copies out of the device, when what was started before is done.
    fn fetch(&self, x: Self::Slice<'_>, y: &mut [E]);

    /// Copies to the device.
    fn put(&self, x: &[E], y: Self::SliceMut<'_>);

    /// `p = κ · p + (1 − κ) · g`, where `kept` has the κ of each piece; with 0 it is a copy, bit for bit.
    fn average(&self, kept: &[f64], pieces: &mut [Piece<'_, E, Self>]);

    /// `y *= factor`.
    fn scale(&self, factor: f64, y: Self::SliceMut<'_>);

    /// `y = min(max(y, −limit), limit)`.
    fn clip(&self, limit: f64, y: Self::SliceMut<'_>);

    /// `Σ x²` over all parts.
    fn sum_of_squares(&self, x: Self::Slice<'_>, parts: impl Iterator<Item = Range<usize>> + Clone) -> f64;

    /// `y *= norm / ‖y‖` for each part whose norm `‖y‖` is larger.
    fn shorten(&self, norm: f64, y: Self::SliceMut<'_>, parts: impl Iterator<Item = Range<usize>> + Clone);

    /// Whether nothing is NaN or infinite.
    fn is_finite(&self, x: Self::Slice<'_>) -> bool;
}
