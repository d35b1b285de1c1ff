use dfdx::shapes::{Const, Dim, Shape};

use crate::kernels::optimizer::Optimizer as _;
use crate::kernels::warp::{Geometry, Interpolation, Padding, Warp as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// Pulls an image along a flow: `y[r, c] = image[r + v, c + u]`, where channel 0 of the flow is `u`, in columns, and
/// channel 1 is `v`, in rows, both in pixels
/// ([Jaderberg et al. 2015](https://arxiv.org/abs/1506.02025), with positions in pixels).
///
/// `[C, H, W]` and a flow of `[2, H, W]` give `[C, H, W]`. Gradients go to the image and to the flow. A displacement that
/// is NaN makes its pixel NaN.
///
/// ```
/// use netweave::layer::{Interpolation, Padding, warp};
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let image = device.tensor([[[[1.0_f32, 2.0, 4.0]]]]);
/// let flow = device.tensor([[[[1.0, 0.5, 0.5]], [[0.0, 0.0, 0.0]]]]);
/// let warped: Tensor<Rank4<1, 1, 1, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (image, flow) = (pass.untraced(&image)?, pass.untraced(&flow)?);
///     warp(&image, &flow, Interpolation::Bilinear, Padding::Border, pass)
/// })?;
/// assert_eq!(warped.array(), [[[[2.0, 3.0, 4.0]]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the image and the flow have different batch sizes.
pub fn warp<B, C, H, W, E, D>(
    image: &Value<(B, C, H, W), E, D>,
    flow: &Value<(B, Const<2>, H, W), E, D>,
    interpolation: Interpolation,
    padding: Padding,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, H, W), E, D>, D::Err>
where
    B: Dim,
    C: Dim,
    H: Dim,
    W: Dim,
    E: Dtype,
    D: Device<E>,
{
    along(Direction::Pull, image, flow, (interpolation, padding), pass)
}

/// Pushes an image along a flow: each pixel `[r, c]` is added to the four around `[r + v, c + u]`, weighted by how near
/// they are, and to nothing beyond the border; pixels that nothing reaches are 0.
///
/// It is the transpose of [`warp`] with [`Padding::Zeros`], and has its shapes and gradients.
///
/// ```
/// use netweave::layer::splat;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let image = device.tensor([[[[1.0_f32, 2.0, 4.0]]]]);
/// let flow = device.tensor([[[[2.0, 0.5, 1.0]], [[0.0, 0.0, 0.0]]]]);
/// let moved: Tensor<Rank4<1, 1, 1, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let (image, flow) = (pass.untraced(&image)?, pass.untraced(&flow)?);
///     splat(&image, &flow, pass)
/// })?;
/// assert_eq!(moved.array(), [[[[0.0, 1.0, 2.0]]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the image and the flow have different batch sizes.
pub fn splat<B, C, H, W, E, D>(
    image: &Value<(B, C, H, W), E, D>,
    flow: &Value<(B, Const<2>, H, W), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, H, W), E, D>, D::Err>
where
    B: Dim,
    C: Dim,
    H: Dim,
    W: Dim,
    E: Dtype,
    D: Device<E>,
{
    along(Direction::Push, image, flow, (Interpolation::Bilinear, Padding::Zeros), pass)
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    /// A warp.
    Pull,
    /// A splat.
    Push,
}

fn along<B: Dim, C: Dim, H: Dim, W: Dim, E: Dtype, D: Device<E>>(
    direction: Direction,
    image: &Value<(B, C, H, W), E, D>,
    flow: &Value<(B, Const<2>, H, W), E, D>,
    (interpolation, padding): (Interpolation, Padding),
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, C, H, W), E, D>, D::Err> {
    let (batch, channels, height, width) = *image.shape();
    let size = [height.size(), width.size()];
    assert!(size[0] as u64 * size[1] as u64 <= u32::MAX as u64, "an image has at most 4294967295 pixels here");
    let (batch, flows) = (batch.size(), flow.shape().0.size());
    assert_eq!(batch, flows, "an image needs a flow of its own: {batch} images, but {flows} flows");
    let geometry = Geometry { batch, channels: channels.size(), size, interpolation, padding };
    let y = pass.apply(Along { direction, geometry }, &[image.id(), flow.id()], &[image.shape().num_elements()]);
    Ok(Value::new(y, *image.shape()))
}

#[derive(PartialEq)]
struct Along {
    direction: Direction,
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Along {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // The kernels add.
        let (_, [y]) = at.lend([Part::Output(0)]);
        kernels.fill(0.0, y);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (image, flow) = (reads.operand(0), reads.operand(1));
        match self.direction {
            Direction::Pull => Kernel::warp(&kernels, &self.geometry, image, flow, y),
            Direction::Push => Kernel::splat(&kernels, &self.geometry, image, flow, y),
        }
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let (kernels, g) = (at.kernels(), &self.geometry);
        // One operand at a time: a flow may be warped along itself.
        if at.wants(0) {
            let (reads, [dimage]) = at.lend([Part::Gradient(0)]);
            let (flow, dy) = (reads.operand(1), reads.incoming());
            match self.direction {
                Direction::Pull => Kernel::splat(&kernels, g, dy, flow, dimage),
                Direction::Push => Kernel::warp(&kernels, g, dy, flow, dimage),
            }
        }
        if at.wants(1) {
            let (reads, [dflow]) = at.lend([Part::Gradient(1)]);
            let (image, flow, dy) = (reads.operand(0), reads.operand(1), reads.incoming());
            let (read, written) = match self.direction {
                Direction::Pull => (image, dy),
                Direction::Push => (dy, image),
            };
            Kernel::flow_gradient(&kernels, g, read, flow, written, dflow);
        }
    }
}
