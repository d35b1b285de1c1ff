//! The total variation of images.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a batch of images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// The channels of a sample.
    pub channels: usize,
    /// Height and width.
    pub size: [usize; 2],
    /// What the sum is multiplied with.
    pub scale: f64,
}

/// `loss = scale · Σ weights · (Σ |x[i + 1, j] − x[i, j]| + Σ |x[i, j + 1] − x[i, j]|)`, summed over channels and pixels:
/// the anisotropic total variation (Rudin, Osher and Fatemi 1992), as `tf.image.total_variation` has it.
///
/// # Shapes
/// `x` and `dx` are `[batch, channels, height, width]`, `weights` is `[batch]` or left out for ones, `loss` and `dloss`
/// are one element.
pub trait TotalVariation<E>: Memory<E> {
    /// Overwrites `loss`.
    fn forward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        loss: Self::SliceMut<'_>,
    );

    /// Adds the gradient to `dx`. Neighbours that are equal have none between them.
    fn backward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weights: Option<Self::Slice<'_>>,
        dloss: Self::Slice<'_>,
        dx: Self::SliceMut<'_>,
    );
}
