//! Two-dimensional convolution, as deep learning has it: a cross-correlation.
//!
//! `y[n, o, r, c] = bias[o] + Σ_{i, k, l} w[o, i, k, l] · x[n, i, r·stride + k·dilation − top, c·stride + l·dilation − left]`

mod axis;
mod band;
mod correlate;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod depthwise;
mod narrow;
mod weight_gradient;
mod winograd;

#[cfg(test)]
mod tests;

use super::Memory;
pub(super) use cpu::{backward_input, forward};
#[cfg(feature = "cuda")]
pub(super) use cuda::{Finish, Way, correlate};

/// The sizes and settings of a convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Samples in the batch.
    pub batch: usize,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Channels of the input, those of all groups.
    pub in_channels: usize,
    /// Channels of the output, those of all groups.
    pub out_channels: usize,
    /// Height and width of the input.
    pub input: [usize; 2],
    /// Height and width of the output.
    pub output: [usize; 2],
    /// Height and width of the kernel.
    pub kernel: [usize; 2],
    /// Step from one output to the next, down and across.
    pub stride: [usize; 2],
    /// Zeros around the input: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; 2],
    /// Step from one element of the kernel to the next, down and across.
    pub dilation: [usize; 2],
}

impl Geometry {
    /// The number of elements of `y`.
    pub fn outputs(&self) -> usize {
        self.batch * self.out_channels * self.output[0] * self.output[1]
    }

    /// How many multiplications make `y`, those with zeros around the input included.
    pub fn multiply_adds(&self) -> usize {
        self.outputs() * self.in_channels_per_group() * self.taps()
    }

    fn in_channels_per_group(&self) -> usize {
        self.in_channels / self.groups
    }

    fn out_channels_per_group(&self) -> usize {
        self.out_channels / self.groups
    }

    /// Elements of the kernel of one output channel and one input channel.
    fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }
}

/// Convolutions on a device.
///
/// # Shapes
///
/// `x` and `dx` are `[batch, in_channels, height, width]`, `y` and `dy` are `[batch, out_channels, height, width]`,
/// `weight` and `dweight` are `[out_channels, in_channels / groups, height, width]`, `bias` and `dbias` are `[out_channels]`.
pub trait Conv2d<E>: Memory<E> {
    /// `y = weight ⋆ x + bias`, or `max(0, that)` with `relu`; overwrites `y`.
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

    /// Both: it adds the gradients with respect to `weight` and `bias`, and that with respect to `x`, or overwrites `dx` unless it
    /// `adds`.
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
    );
}
