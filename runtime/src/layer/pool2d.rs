use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::pool2d::{Geometry, Pool2d as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

/// How a pool moves over its input, `[height, width]` each.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// The size of the window.
    pub kernel: [usize; 2],
    /// Pixels from one position of the window to the next.
    pub stride: [usize; 2],
    /// The border: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; 2],
    /// Pixels from one cell of the window to the next.
    pub dilation: [usize; 2],
}

/// The largest element under each position of the window; the border never wins.
///
/// # Errors
/// The device's, when memory runs out.
pub fn max_pool2d<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pool: Pool,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let geometry = geometry(x, pool, [OH, OW]);
    let y = apply(Operation::Max, geometry, storage::flat(x)?, pass)?;
    storage::shaped(y, (x.shape().0, Const, Const, Const))
}

/// The mean under each position of the window; the zeros of the border count.
///
/// # Errors
/// The device's, when memory runs out.
pub fn avg_pool2d<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pool: Pool,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let geometry = geometry(x, pool, [OH, OW]);
    let y = apply(Operation::Average, geometry, storage::flat(x)?, pass)?;
    storage::shaped(y, (x.shape().0, Const, Const, Const))
}

/// The mean of each channel: `[C, H, W] → [C]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn global_avg_pool<B, const C: usize, const H: usize, const W: usize, E, D>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let whole = Pool { kernel: [H, W], stride: [H, W], padding: [[0, 0], [0, 0]], dilation: [1, 1] };
    let geometry = geometry(x, whole, [1, 1]);
    let y = apply(Operation::Average, geometry, storage::flat(x)?, pass)?;
    storage::shaped(y, (x.shape().0, Const))
}

fn geometry<B: Dim, const C: usize, const H: usize, const W: usize, E: Dtype, D: Device<E>>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pool: Pool,
    output: [usize; 2],
) -> Geometry {
    Geometry {
        batch: x.shape().0.size(),
        channels: C,
        input: [H, W],
        output,
        kernel: pool.kernel,
        stride: pool.stride,
        padding: pool.padding,
        dilation: pool.dilation,
    }
}

#[derive(Clone, Copy)]
enum Operation {
    Max,
    Average,
}

fn apply<E: Dtype, D: Device<E>>(
    operation: Operation,
    geometry: Geometry,
    x: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let kernels = device.kernels();
    let outputs = geometry.batch * geometry.channels * geometry.output.iter().product::<usize>();
    let mut y = device.try_zeros_like(&(outputs,))?;
    match operation {
        Operation::Max => Kernel::max_forward(&kernels, &geometry, D::read(&x), D::write(&mut y)),
        Operation::Average => Kernel::average_forward(&kernels, &geometry, D::read(&x), D::write(&mut y)),
    }
    if !pass.tracks(&x) {
        pass.mark_constant(&y);
        return Ok(y);
    }
    let y_ghost = y.ghost();
    pass.record(move |gradients| {
        let dy = storage::take(gradients.get_or_alloc_mut(&y_ghost)?, &device)?;
        let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
        let (kernels, dy) = (device.kernels(), D::read_buffer(&dy));
        match operation {
            Operation::Max => Kernel::max_backward(&kernels, &geometry, D::read(&x), dy, dx),
            Operation::Average => Kernel::average_backward(&kernels, &geometry, dy, dx),
        }
        Ok(())
    });
    Ok(y)
}
