//! Images brought to another size: the nearest pixel, or a mean of four.
//!
//! Output `i` of an axis reads at `⌊i · input / output⌋` for the nearest pixel. Bilinear, it lies at
//! `(i + ½) · input / output − ½`, or at `i · (input − 1) / (output − 1)` with corners aligned; from there the two pixels
//! around it are weighted by how near they are.

mod axis;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// The sizes of an upsampling; pairs are `[height, width]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Channels of all samples.
    pub planes: usize,
    /// The size of the input.
    pub input: [usize; 2],
    /// The size of the output.
    pub output: [usize; 2],
    /// Which pixels an output is made of.
    pub method: Method,
}

/// Which pixels an output is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The one that covers the output's upper left corner.
    Nearest,
    /// The four around it.
    Bilinear {
        /// Whether the centres of the corner pixels of input and output are the same points; if not, the corners of
        /// the images are.
        align_corners: bool,
    },
}

/// Upsampling on a device.
///
/// # Shapes
/// `x` and `dx` are `[planes, input]`, `y` and `dy` are `[planes, output]`.
pub trait Upsample<E>: Memory<E> {
    /// Overwrites `y`.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds each `dy` to the pixels that its output was made of, weighted as they were.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
