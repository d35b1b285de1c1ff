//! The cosine distance between vectors.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a comparison of vectors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub rows: usize,
    /// The elements of a vector.
    pub columns: usize,
    /// What the sum is multiplied with.
    pub scale: f64,
}

/// `loss = scale · Σᵢ weightsᵢ · (1 − aᵢ · bᵢ / (max(‖aᵢ‖, ε) · max(‖bᵢ‖, ε)))` with `ε = 1e-8`, as in PyTorch.
///
/// # Shapes
/// `a`, `b` and `da` are `[rows, columns]`, `weights` is `[rows]` or left out for ones, `loss` and `dloss` are one
/// element.
pub trait Cosine<E>: Memory<E> {
    /// Overwrites `loss`.
    fn forward(
        &self,
        geometry: &Geometry,
        a: Self::Slice<'_>,
        b: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        loss: Self::SliceMut<'_>,
    );

    /// Adds the gradient to `a`. The distance is symmetric: that to `b` is this with the two exchanged.
    fn backward(
        &self,
        geometry: &Geometry,
        a: Self::Slice<'_>,
        b: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        dloss: Self::Slice<'_>,
        da: Self::SliceMut<'_>,
    );
}
