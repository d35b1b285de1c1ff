//! Fully connected layers: `y[n, o] = bias[o] + Σ_i w[o, i] · x[n, i]`.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
pub(super) mod product;
mod turned;

#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a fully connected layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples in the batch.
    pub batch: usize,
    /// Features of a sample.
    pub inputs: usize,
    /// Features of its output.
    pub outputs: usize,
}

/// Fully connected layers on a device.
///
/// # Shapes
///
/// `x` and `dx` are `[batch, inputs]`, `y` and `dy` are `[batch, outputs]`, `weight` and `dweight` are `[outputs, inputs]`,
/// `bias` and `dbias` are `[outputs]`.
pub trait Linear<E>: Memory<E> {
    /// `y = x · weightᵀ + bias`, or `max(0, that)` with `relu`; overwrites `y`.
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

    /// Adds the gradient with respect to `x`, `dy · weight`, to `dx`, or overwrites `dx` unless it `adds`.
    fn backward_input(
        &self,
        geometry: &Geometry,
        weight: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        adds: bool,
        dx: Self::SliceMut<'_>,
    );

    /// Adds the gradients with respect to `weight` and `bias`, `dyᵀ · x` and the sum of `dy` over the batch, to `dweight` and `dbias`.
    fn backward_weight(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        dweight: Self::SliceMut<'_>,
        dbias: Option<Self::SliceMut<'_>>,
    );

    /// Both.
    #[allow(clippy::too_many_arguments)]
    fn backward(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        weight: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        adds: bool,
        dx: Self::SliceMut<'_>,
        dweight: Self::SliceMut<'_>,
        dbias: Option<Self::SliceMut<'_>>,
    ) {
        self.backward_weight(geometry, x, dy, dweight, dbias);
        self.backward_input(geometry, weight, dy, adds, dx);
    }
}
