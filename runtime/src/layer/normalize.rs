use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::normalize::{Channel, Geometry, Normalize as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

/// The mean and the deviation of each channel of what a network was trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics<'a> {
    /// What is subtracted: a number for each channel, or one for all.
    pub mean: &'a [f64],
    /// What is divided by: a number above 0 for each channel, or one for all.
    pub deviation: &'a [f64],
    /// Whether the channels are put in the opposite order first.
    pub reversed: bool,
}

impl<'a> Statistics<'a> {
    /// Those of ImageNet's pictures from 0 to 1 in red, green and blue, as torchvision's networks expect them.
    pub const IMAGENET: Self =
        Self { mean: &[0.485, 0.456, 0.406], deviation: &[0.229, 0.224, 0.225], reversed: false };

    /// The mean of ImageNet's pictures from 0 to 255 in red, green and blue, which TF-slim's VGG subtracts.
    pub const VGG: Self = Self { mean: &[123.68, 116.779, 103.939], deviation: &[1.0], reversed: false };

    /// The same for a network that takes blue, green and red, as Caffe's did.
    pub const CAFFE: Self = Self { mean: &[103.939, 116.779, 123.68], deviation: &[1.0], reversed: true };

    /// Statistics of channels that keep their order.
    pub const fn new(mean: &'a [f64], deviation: &'a [f64]) -> Self {
        Self { mean, deviation, reversed: false }
    }

    /// The numbers of a channel.
    fn channel(&self, channel: usize, scale: f64) -> Channel {
        let of = |numbers: &[f64]| if let [one] = numbers { *one } else { numbers[channel] };
        // The mean is that of the scaled values.
        Channel { shift: of(self.mean) / scale, factor: scale / of(self.deviation) }
    }
}

/// `(scale · x − mean) / deviation` for each element of the first axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn normalize<S: Batched, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    statistics: Statistics,
    scale: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *x.shape();
    let mut sizes = shape.sample().into_iter();
    let channels = sizes.next().unwrap_or(1);
    let geometry = Geometry {
        batch: shape.batch().size(),
        spatial: sizes.product(),
        reversed: statistics.reversed,
        channels: (0..channels).map(|channel| statistics.channel(channel, scale)).collect(),
    };
    let x = storage::flat(x)?;
    let device = x.device().clone();
    let mut y = device.try_zeros_like(x.shape())?;
    Kernel::forward(&device.kernels(), &geometry, D::read(&x), D::write(&mut y));
    if pass.tracks(&x) {
        let (x, y) = (x.ghost(), y.ghost());
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
            Kernel::backward(&device.kernels(), &geometry, D::read_buffer(&dy), dx);
            Ok(())
        });
    } else {
        pass.mark_constant(&y);
    }
    storage::shaped(y, shape)
}
