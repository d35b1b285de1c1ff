//! What a kernel sees of an image when an offset moves each of its taps: the columns that a deformable convolution multiplies
//! ([Dai et al. 2017](https://arxiv.org/abs/1703.06211), and with a mask [Zhu et al. 2019](https://arxiv.org/abs/1811.11168)).
//!
//! At position `[r, c]`, tap `[k, l]` reads at row `r·stride + k·dilation − top + v` and column `c·stride + l·dilation − left + u`,
//! between pixels as a [warp](super::warp) does, with zeros beyond the border.

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
#[cfg(test)]
mod tests;

use super::{Memory, conv2d};

/// The sizes of a deformable convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// The convolution that it is where all offsets are 0, of less than 2³² pixels.
    pub window: conv2d::Geometry,
    /// Groups of input channels that have offsets of their own.
    pub groups: usize,
}

impl Geometry {
    /// The convolution of the columns: all that a position sees are channels there.
    pub fn product(&self) -> conv2d::Geometry {
        let window = self.window;
        conv2d::Geometry {
            in_channels: window.in_channels * self.taps(),
            input: window.output,
            kernel: [1; 2],
            stride: [1; 2],
            padding: [[0; 2]; 2],
            dilation: [1; 2],
            ..window
        }
    }

    /// The elements of the columns.
    pub fn columns(&self) -> usize {
        self.window.batch * self.window.in_channels * self.taps() * self.positions()
    }

    /// What has an offset: each tap at each position, of each group.
    pub fn places(&self) -> usize {
        self.window.batch * self.groups * self.taps() * self.positions()
    }

    /// The elements of the image.
    pub fn inputs(&self) -> usize {
        self.window.batch * self.window.in_channels * self.pixels()
    }

    fn taps(&self) -> usize {
        self.window.kernel.iter().product()
    }

    /// Of the kernel on one image.
    fn positions(&self) -> usize {
        self.window.output.iter().product()
    }

    /// Of one channel.
    fn pixels(&self) -> usize {
        self.window.input.iter().product()
    }

    /// The channels that share their offsets.
    fn channels(&self) -> usize {
        self.window.in_channels / self.groups
    }
}

/// Reads at taps that are moved.
///
/// # Shapes
/// `x` and `dx` are `[batch, in_channels, input]`, `offset` and `doffset` are `[batch, groups, taps, 2, output]`, rows before
/// columns, `mask` and `dmask` are `[batch, groups, taps, output]`, and the columns are `[batch, in_channels, taps, output]`.
pub trait Deform<E>: Memory<E> {
    /// Each element of the columns is what its tap reads, times its mask if there is one; overwrites them.
    fn sample(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        offset: Self::Slice<'_>,
        mask: Option<Self::Slice<'_>>,
        columns: Self::SliceMut<'_>,
    );

    /// Adds the gradient with respect to `x` to `dx`.
    fn backward_input(
        &self,
        geometry: &Geometry,
        offset: Self::Slice<'_>,
        mask: Option<Self::Slice<'_>>,
        dcolumns: Self::Slice<'_>,
        dx: Self::SliceMut<'_>,
    );

    /// Adds the gradients with respect to `offset` and to `mask` to those of them that are given.
    #[allow(clippy::too_many_arguments)]
    fn backward_places(
        &self,
        geometry: &Geometry,
        x: Self::Slice<'_>,
        offset: Self::Slice<'_>,
        mask: Option<Self::Slice<'_>>,
        dcolumns: Self::Slice<'_>,
        doffset: Option<Self::SliceMut<'_>>,
        dmask: Option<Self::SliceMut<'_>>,
    );
}
