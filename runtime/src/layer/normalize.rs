use dfdx::shapes::Dim;

use crate::kernels::normalize::{Channel, Channels, Geometry, Normalize as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

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
    x: &Value<S, E, D>,
    statistics: Statistics,
    scale: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let shape = *x.shape();
    let dims = shape.dims();
    let mut sizes = dims.iter().copied();
    let channels = sizes.next().unwrap_or(1);
    let geometry = Geometry {
        batch: shape.batch().size(),
        spatial: sizes.product(),
        reversed: statistics.reversed,
        channels: Channels::new(channels, |channel| statistics.channel(channel, scale)),
    };
    let y = pass.apply(Normalize { geometry }, &[x.id()], &[shape.num_elements()]);
    Ok(Value::new(y, shape))
}

/// An offset and a factor for each channel.
#[derive(PartialEq)]
struct Normalize {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Normalize {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dx]) = at.lend([Part::Gradient(0)]);
        Kernel::backward(&kernels, &self.geometry, reads.incoming(), dx);
    }
}
