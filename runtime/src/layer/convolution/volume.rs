//! Convolutions over volumes.
//!
//! To what is at one depth of the result, the images at the depths that the kernel reaches are as channels of one image. So a
//! convolution over volumes is one over images, and its weight lies in memory as that one's does.

use super::super::{backward_relu, backward_variables};
use super::{Sizes, convolve as convolve_images};
use crate::kernels::conv_transpose2d::ConvTranspose2d;
use crate::kernels::conv2d::{self, Conv2d};
use crate::kernels::permute::{self, Permute};
use crate::kernels::unfold::{self, Unfold};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, SCRATCH};
use crate::storage::{Device, Dtype};

/// A convolution over `[C, D, H, W]`, perhaps with ReLU.
pub(super) fn convolve<const N: usize, E: Dtype, D: Device<E>>(
    sizes: &Sizes<'_, N>,
    relu: bool,
    x: Id,
    weight: Id,
    bias: Option<Id>,
    pass: &mut Pass<E, D>,
) -> Id {
    let images = sizes.plane();
    let window = sizes.window;
    let stands = images.kernel == [1; 2] && images.stride == [1; 2] && images.padding == [[0; 2]; 2];
    if stands {
        // An image is as a row, and the depths are its rows: nothing need be unfolded.
        let rows = |depth: usize, [height, width]: [usize; 2]| [depth, height * width];
        let geometry = conv2d::Geometry {
            input: rows(sizes.input[0], images.input),
            output: rows(sizes.output[0], images.output),
            kernel: [sizes.kernel[0], 1],
            stride: [window.stride[0], 1],
            padding: [window.padding[0], [0; 2]],
            dilation: [window.dilation[0], 1],
            ..images
        };
        return convolve_images(geometry, relu, x, weight, bias, pass);
    }
    let volumes = Volumes::new(sizes, relu);
    let outputs = [volumes.images.outputs(), volumes.depths.unfolded(), volumes.images.outputs()];
    match bias {
        Some(bias) => pass.apply(volumes, &[x, weight, bias], &outputs),
        None => pass.apply(volumes, &[x, weight], &outputs),
    }
}

/// A convolution over volumes and ReLU, of a value, a weight and perhaps a bias.
#[derive(PartialEq)]
struct Volumes {
    /// Which images are channels of one.
    depths: unfold::Geometry,
    /// The convolution over these.
    images: conv2d::Geometry,
    relu: bool,
}

/// The outputs behind the first, and the memory of the backward step: the unfolded input, and the result as images.
pub(in super::super) const UNFOLDED: usize = 1;
pub(in super::super) const IMAGES: usize = 2;

impl Volumes {
    fn new<const N: usize>(sizes: &Sizes<'_, N>, relu: bool) -> Self {
        Self { depths: sizes.depths(), images: sizes.images(), relu }
    }

    /// From `[batch, depth, channels, area]` to `[batch, channels, depth, area]`, of the result; or `back`.
    fn turned(&self, back: bool) -> permute::Geometry {
        let (batch, depth) = (self.depths.batch, self.depths.output);
        let (channels, area) = (self.images.out_channels, self.images.output.iter().product());
        turned(batch, if back { [channels, depth] } else { [depth, channels] }, area)
    }
}

/// `[batch, a, b, area]` with its middle axes exchanged.
pub(in super::super) fn turned(batch: usize, [a, b]: [usize; 2], area: usize) -> permute::Geometry {
    permute::Geometry { sizes: [batch, a, b, area].into_iter().collect(), order: [0, 2, 1, 3].into_iter().collect() }
}

impl<const N: usize> Sizes<'_, N> {
    /// Which images the kernel reaches from each depth of the result.
    pub(in super::super) fn depths(&self) -> unfold::Geometry {
        unfold::Geometry {
            batch: self.batch,
            channels: self.in_channels,
            input: self.input[0],
            output: self.output[0],
            kernel: self.kernel[0],
            stride: self.window.stride[0],
            before: self.window.padding[0][0],
            dilation: self.window.dilation[0],
            inner: self.input[1..].iter().product(),
        }
    }

    /// The convolution over images, to whose channels those depths belong.
    pub(in super::super) fn images(&self) -> conv2d::Geometry {
        let images = self.plane();
        let (batch, in_channels) = (self.batch * self.output[0], self.in_channels * self.kernel[0]);
        conv2d::Geometry { batch, in_channels, ..images }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Volumes {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [unfolded]) = at.lend([Part::Output(UNFOLDED)]);
        Unfold::unfold(&kernels, &self.depths, false, reads.operand(0), unfolded);
        let (reads, [images]) = at.lend([Part::Output(IMAGES)]);
        let (x, weight, bias) = (reads.output(UNFOLDED), reads.operand(1), reads.operand_if_any(2));
        Conv2d::forward(&kernels, &self.images, x, weight, bias, self.relu, images);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Permute::forward(&kernels, &self.turned(false), reads.output(IMAGES), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: if self.relu { &[0] } else { &[] } }
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1, 2]
    }

    fn multiply_adds(&self) -> usize {
        self.images.multiply_adds()
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        let mut scratch = [0; SCRATCH];
        scratch[UNFOLDED] = self.depths.unfolded();
        scratch[IMAGES] = self.images.outputs();
        scratch
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if self.relu {
            backward_relu(at);
        }
        let kernels = at.kernels();
        let (reads, [images]) = at.lend([Part::Scratch(IMAGES)]);
        Permute::forward(&kernels, &self.turned(true), reads.incoming(), images);
        if at.wants(1) {
            let (reads, [unfolded]) = at.lend([Part::Scratch(UNFOLDED)]);
            Unfold::unfold(&kernels, &self.depths, false, reads.operand(0), unfolded);
            backward_variables(at, |kernels, reads, dweight, dbias| {
                let (x, dy) = (reads.scratch(UNFOLDED), reads.scratch(IMAGES));
                Conv2d::backward_weight(kernels, &self.images, x, dy, dweight, dbias);
            });
        }
        if at.wants(0) {
            // The transposed convolution is the gradient's way back, and writes where the other one would add.
            let (reads, [unfolded]) = at.lend([Part::Scratch(UNFOLDED)]);
            let (dy, weight) = (reads.scratch(IMAGES), reads.operand(1));
            ConvTranspose2d::forward(&kernels, &self.images, dy, weight, None, false, unfolded);
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Unfold::fold(&kernels, &self.depths, true, reads.scratch(UNFOLDED), dx);
        }
    }
}
