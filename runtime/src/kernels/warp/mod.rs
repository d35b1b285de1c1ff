//! Images pulled and pushed along a field of displacements.
//!
//! Pixel `[r, c]` with the displacement `(u, v)` belongs to the position `(c + u, r + v)`, in columns and rows. A warp
//! reads there, and a splat writes there: each is the other's gradient to the image.

pub(super) mod axis;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
pub(super) mod planes;
pub(super) mod taps;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of a warp, and how it reads between and beyond pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Channels of the image.
    pub channels: usize,
    /// Height and width, of the image and of the flow; less than 2³² pixels.
    pub size: [usize; 2],
    /// What is read between pixels.
    pub interpolation: Interpolation,
    /// What is read beyond the border.
    pub padding: Padding,
}

/// What is read between pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// The four pixels around, weighted by how near they are.
    #[default]
    Bilinear,
    /// The nearest pixel, of two the one of even index; there is no gradient to the flow.
    Nearest,
}

/// What is read beyond the border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// The nearest pixel of the border. There is no gradient to a displacement that leads onto the border or beyond.
    #[default]
    Border,
    /// Zeros.
    Zeros,
    /// The image in a mirror, which stands on the centres of the border's pixels.
    Reflection,
}

/// Warps, splats, and the gradient to their flow.
///
/// # Shapes
/// `x`, `y` and `dy` are `[batch, channels, size]`, `flow` and `dflow` are `[batch, 2, size]`: columns, then rows.
///
/// # Displacements that are no numbers
/// NaN makes what it belongs to NaN, and its gradient too. An infinite displacement leads beyond the border, where
/// [`Padding::Reflection`] has nothing but NaN. No displacement leads out of the slices.
pub trait Warp<E>: Memory<E> {
    /// Adds to each pixel of `y` what is at its position in `x`.
    fn warp(&self, geometry: &Geometry, x: Self::Slice<'_>, flow: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds each pixel of `x` to what is at its position in `y`.
    fn splat(&self, geometry: &Geometry, x: Self::Slice<'_>, flow: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds to `dflow` the gradient of `Σ dy · warp(x, flow)`, which is that of `Σ x · splat(dy, flow)` too.
    fn flow_gradient(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        flow: Self::Slice<'_>,
        dy: Self::Slice<'_>,
        dflow: Self::SliceMut<'_>,
    );

    /// The position of each pixel in `y`, `[batch, 2, height, width]`: its column, then its row.
    fn meshgrid(&self, batch: usize, size: [usize; 2], y: Self::SliceMut<'_>);
}
