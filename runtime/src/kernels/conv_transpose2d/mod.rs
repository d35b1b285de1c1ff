//! Transposed convolution in two dimensions: a convolution's way from its output back to its input.
//!
//! `y[n, o, r·stride + k·dilation − top, c·stride + l·dilation − left] += w[i, o, k, l] · x[n, i, r, c]`, starting from `bias[o]`

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;
use super::conv2d::Geometry;

/// Transposed convolutions on a device.
///
/// The geometry is that of the convolution that each of them turns around: its **output** is what flows in here, and
/// its **input** is what comes out.
///
/// # Shapes
///
/// `x` and `dx` are `[batch, out_channels, output]`, `y` and `dy` are `[batch, in_channels, input]`, `weight` and
/// `dweight` are `[out_channels, in_channels / groups, kernel]`, `bias` and `dbias` are `[in_channels]`.
pub trait ConvTranspose2d<E>: Memory<E> {
    /// `y = weight ⋆ᵀ x + bias`, or `max(0, that)` with `relu`; overwrites `y`.
    #[allow(clippy::too_many_arguments)]
    fn forward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        bias: Option<Self::Slice<'_>>,
        relu: bool,
        y: Self::SliceMut<'_>,
    );

    /// Adds the gradient with respect to `x` to `dx`.
    fn backward_input(&self, geometry: &Geometry, weight: Self::Slice<'_>, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);

    /// Adds the gradients with respect to `weight` and `bias` to `dweight` and `dbias`.
    fn backward_weight(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        dweight: Self::SliceMut<'_>,
        dbias: Option<Self::SliceMut<'_>>,
    );
}
