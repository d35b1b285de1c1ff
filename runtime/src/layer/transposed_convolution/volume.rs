//! Transposed convolutions over volumes: those over images, whose results are then added up where they meet.

use super::super::convolution::Sizes;
use super::super::convolution::volume::{IMAGES, UNFOLDED, turned};
use crate::kernels::conv_transpose2d::ConvTranspose2d;
use crate::kernels::conv2d::{self, Conv2d};
use crate::kernels::permute::{self, Permute};
use crate::kernels::unfold::{self, Unfold};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, SCRATCH};
use crate::storage::{Device, Dtype};

/// A transposed convolution of `[C, D, H, W]`, for the sizes of the convolution that it turns around.
pub(super) fn convolve<const N: usize, E: Dtype, D: Device<E>>(
    sizes: &Sizes<'_, N>,
    x: Id,
    weight: Id,
    pass: &mut Pass<E, D>,
) -> Id {
    let volumes = Volumes { depths: sizes.depths(), images: sizes.images() };
    let outputs = [volumes.depths.folded(), volumes.depths.unfolded(), volumes.images.outputs()];
    pass.apply(volumes, &[x, weight], &outputs)
}

/// A transposed convolution over volumes, of a value and a weight.
#[derive(PartialEq)]
struct Volumes {
    /// Which images of the result are channels of one.
    depths: unfold::Geometry,
    /// The convolution over these.
    images: conv2d::Geometry,
}

impl Volumes {
    /// From `[batch, channels, depth, area]` to `[batch, depth, channels, area]`, of the input.
    fn turned(&self) -> permute::Geometry {
        let area = self.images.output.iter().product();
        turned(self.depths.batch, [self.images.out_channels, self.depths.output], area)
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Volumes {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [images]) = at.lend([Part::Output(IMAGES)]);
        Permute::forward(&kernels, &self.turned(), reads.operand(0), images);
        let (reads, [unfolded]) = at.lend([Part::Output(UNFOLDED)]);
        let (x, weight) = (reads.output(IMAGES), reads.operand(1));
        ConvTranspose2d::forward(&kernels, &self.images, x, weight, None, false, unfolded);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Unfold::fold(&kernels, &self.depths, false, reads.output(UNFOLDED), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1]
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
        let kernels = at.kernels();
        let (reads, [unfolded]) = at.lend([Part::Scratch(UNFOLDED)]);
        Unfold::unfold(&kernels, &self.depths, false, reads.incoming(), unfolded);
        if at.wants(1) {
            let (reads, [images]) = at.lend([Part::Scratch(IMAGES)]);
            Permute::forward(&kernels, &self.turned(), reads.operand(0), images);
            let (reads, [dweight]) = at.lend([Part::Gradient(1)]);
            let (x, dy) = (reads.scratch(IMAGES), reads.scratch(UNFOLDED));
            ConvTranspose2d::backward_weight(&kernels, &self.images, x, dy, dweight, None);
        }
        if at.wants(0) {
            let (reads, [images]) = at.lend([Part::Scratch(IMAGES)]);
            let (dy, weight) = (reads.scratch(UNFOLDED), reads.operand(1));
            Conv2d::forward(&kernels, &self.images, dy, weight, None, false, images);
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Permute::backward(&kernels, &self.turned(), reads.scratch(IMAGES), dx);
        }
    }
}
