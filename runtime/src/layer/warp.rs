use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::warp::{Geometry, Interpolation, Padding, Warp as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

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
/// let warped =
///     warp(&image, &flow, Interpolation::Bilinear, Padding::Border, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(warped.array(), [[[[2.0, 3.0, 4.0]]]]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the image and the flow have different batch sizes.
pub fn warp<B, const C: usize, const H: usize, const W: usize, E, D>(
    image: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    flow: &Tensor<(B, Const<2>, Const<H>, Const<W>), E, D>,
    interpolation: Interpolation,
    padding: Padding,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>, D::Err>
where
    B: Dim,
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
/// let moved = splat(&image, &flow, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(moved.array(), [[[[0.0, 1.0, 2.0]]]]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
///
/// # Panics
/// If the image and the flow have different batch sizes.
pub fn splat<B, const C: usize, const H: usize, const W: usize, E, D>(
    image: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    flow: &Tensor<(B, Const<2>, Const<H>, Const<W>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    along(Direction::Push, image, flow, (Interpolation::Bilinear, Padding::Zeros), pass)
}

#[derive(Clone, Copy)]
enum Direction {
    /// A warp.
    Pull,
    /// A splat.
    Push,
}

fn along<B: Dim, const C: usize, const H: usize, const W: usize, E: Dtype, D: Device<E>>(
    direction: Direction,
    image: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    flow: &Tensor<(B, Const<2>, Const<H>, Const<W>), E, D>,
    (interpolation, padding): (Interpolation, Padding),
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>, D::Err> {
    const { assert!(H as u64 * W as u64 <= u32::MAX as u64, "an image has at most 4294967295 pixels here") };
    let (batch, flows) = (image.shape().0.size(), flow.shape().0.size());
    assert_eq!(batch, flows, "an image needs a flow of its own: {batch} images, but {flows} flows");
    let geometry = Geometry { batch, channels: C, size: [H, W], interpolation, padding };
    let y = apply(direction, geometry, storage::flat(image)?, storage::flat(flow)?, pass)?;
    storage::shaped(y, *image.shape())
}

fn apply<E: Dtype, D: Device<E>>(
    direction: Direction,
    geometry: Geometry,
    image: Flat<E, D>,
    flow: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = image.device().clone();
    let kernels = device.kernels();
    let mut y = device.try_zeros_like(image.shape())?;
    match direction {
        Direction::Pull => Kernel::warp(&kernels, &geometry, D::read(&image), D::read(&flow), D::write(&mut y)),
        Direction::Push => Kernel::splat(&kernels, &geometry, D::read(&image), D::read(&flow), D::write(&mut y)),
    }
    let (tracks_image, tracks_flow) = (pass.tracks(&image), pass.tracks(&flow));
    if !tracks_image && !tracks_flow {
        pass.mark_constant(&y);
        return Ok(y);
    }
    let y_ghost = y.ghost();
    pass.record(move |gradients| {
        let dy = storage::take(gradients.get_or_alloc_mut(&y_ghost)?, &device)?;
        let (kernels, dy) = (device.kernels(), D::read_buffer(&dy));
        // One operand at a time: a flow may be warped along itself.
        if tracks_image {
            let dx = D::write_buffer(gradients.get_or_alloc_mut(&image)?);
            match direction {
                Direction::Pull => Kernel::splat(&kernels, &geometry, dy, D::read(&flow), dx),
                Direction::Push => Kernel::warp(&kernels, &geometry, dy, D::read(&flow), dx),
            }
        }
        if tracks_flow {
            let dflow = D::write_buffer(gradients.get_or_alloc_mut(&flow)?);
            let (read, written) = match direction {
                Direction::Pull => (D::read(&image), dy),
                Direction::Push => (dy, D::read(&image)),
            };
            Kernel::flow_gradient(&kernels, &geometry, read, D::read(&flow), written, dflow);
        }
        Ok(())
    });
    Ok(y)
}
