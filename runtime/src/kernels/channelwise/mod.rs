//! Functions of a value and of one variable a channel.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a value with channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// The first axis of a sample.
    pub channels: usize,
    /// The axes after it, multiplied.
    pub spatial: usize,
}

/// An offset or a slope for each channel.
///
/// # Shapes
/// `x`, `y` and their gradients are `[batch, channels, spatial]`, the variable is `[channels]`.
pub trait Channelwise<E>: Memory<E> {
    /// `y = x + bias`.
    fn bias(&self, geometry: &Geometry, x: Self::Slice<'_>, bias: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dbias += Σ dy` over the batch and the spatial axes; the gradient of `x` is `dy` itself.
    fn backward_bias(&self, geometry: &Geometry, dy: Self::Slice<'_>, dbias: Self::SliceMut<'_>);

    /// `y = x` where it is positive, else `weight · x`.
    fn prelu(&self, geometry: &Geometry, x: Self::Slice<'_>, weight: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// `dy *= weight` where `x` is not positive: the gradient of `x`.
    fn backward_prelu_input(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        dy: Self::SliceMut<'_>,
    );

    /// `dweight += Σ x · dy` over what is not positive in the batch and the spatial axes.
    fn backward_prelu_weight(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        dweight: Self::SliceMut<'_>,
    );
}
