//! Images in a frame of another size: what is added around them, and what is cut off.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::Memory;

/// An image and its frame; pairs are `[vertical, horizontal]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The batch and the channels, multiplied.
    pub planes: usize,
    /// Height and width of the image.
    pub input: [usize; 2],
    /// Height and width of the frame.
    pub output: [usize; 2],
    /// Where in the frame the image begins; below 0 if its beginning is cut off.
    pub start: [isize; 2],
    /// What is around the image.
    pub border: Border,
}

/// What is around an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// 0.
    Zeros,
    /// The image as in a mirror that stands on its outermost pixels, which are not repeated. It reaches as far as the
    /// image does.
    Reflect,
    /// The outermost pixels.
    Replicate,
}

/// Puts images into frames, and takes their gradients out.
///
/// # Shapes
/// `x` and `dx` are `[planes, ..input]`, `y` and `dy` are `[planes, ..output]`.
pub trait Pad2d<E>: Memory<E> {
    /// `y[p, i, j] = x[p, s(i − start₀), s(j − start₁)]`, where `s` leads from around the image into it.
    fn forward(&self, geometry: &Geometry, x: Self::Slice<'_>, y: Self::SliceMut<'_>);

    /// Adds to each `dx` the `dy` of all places that were taken from there.
    fn backward(&self, geometry: &Geometry, dy: Self::Slice<'_>, dx: Self::SliceMut<'_>);
}
