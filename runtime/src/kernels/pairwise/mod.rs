//! Losses that compare two values place by place.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod term;
#[cfg(test)]
mod tests;

use super::Memory;
pub(super) use term::power;

/// What a pair of values `x`, `y` costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// `|x − y|`; the gradient at 0 is 0.
    Absolute,
    /// `(x − y)²`.
    Squared,
    /// `½ (x − y)²` up to a distance of δ, and `δ (|x − y| − ½ δ)` beyond (Huber 1964).
    Huber(f64),
    /// `½ (x − y)² / β` below a distance of β, and `|x − y| − ½ β` from there on (Girshick 2015).
    SmoothAbsolute(f64),
    /// `y (ln y − x)` of a log-probability `x` and a probability `y`; 0 where `y` is 0.
    KlDivergence,
    /// `max(0, 1 − x · y)` of a score `x` and a label `y` of ±1; the gradient at the corner is 0.
    Hinge,
    /// `x`, whatever `y` is: a cost that was found before.
    Cost,
    /// `−y ln σ(x) − (1 − y) ln σ(−x)` of a logit `x` and a label `y`.
    SigmoidCrossEntropy,
    /// The sigmoid cross entropy times `α_y · (1 − p_y)^γ`, with the probability `p_y = y σ(x) + (1 − y) σ(−x)` of the
    /// label and `α_y = y α + (1 − y) (1 − α)` (Lin et al. 2017).
    SigmoidFocal {
        /// α, the weight of the label 1.
        alpha: f64,
        /// γ, how much a likely label is spared.
        gamma: f64,
    },
}

/// The sizes of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub rows: usize,
    /// The elements of a sample.
    pub columns: usize,
    /// What the sum is multiplied with.
    pub scale: f64,
}

/// `loss = scale · Σᵢ weightsᵢ · Σⱼ f(xᵢⱼ, yᵢⱼ)`.
///
/// # Shapes
/// `x`, `y`, `dx` and `dy` are `[rows, columns]`, `weights` is `[rows]` or left out for ones, `loss` and `dloss` are one
/// element.
pub trait Pairwise<E>: Memory<E> {
    /// Overwrites `loss`.
    fn forward(
        &self,
        geometry: &Geometry,
        operation: Operation,
        x: Self::Slice<'_>,
        y: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        loss: Self::SliceMut<'_>,
    );

    /// Adds the gradient to `x`: `dx += dloss · scale · weights · ∂f/∂x`.
    #[expect(clippy::too_many_arguments, reason = "what the gradient depends on")]
    fn backward_x(
        &self,
        geometry: &Geometry,
        operation: Operation,
        x: Self::Slice<'_>,
        y: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        dloss: Self::Slice<'_>,
        dx: Self::SliceMut<'_>,
    );

    /// Adds the gradient to `y`: `dy += dloss · scale · weights · ∂f/∂y`.
    #[expect(clippy::too_many_arguments, reason = "what the gradient depends on")]
    fn backward_y(
        &self,
        geometry: &Geometry,
        operation: Operation,
        x: Self::Slice<'_>,
        y: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        dloss: Self::Slice<'_>,
        dy: Self::SliceMut<'_>,
    );
}
