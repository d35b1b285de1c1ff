use dfdx::shapes::{Const, Dim, Shape};

use crate::kernels::warp::Warp as Kernel;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// The position of each pixel of an image: `[C, H, W]` gives `[2, H, W]`, where channel 0 is the column and channel 1 the
/// row, as in a flow.
///
/// ```
/// use netweave::layer::meshgrid;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let image: Tensor<Rank4<1, 3, 2, 3>, f32, _> = device.zeros();
/// let grid: Tensor<Rank4<1, 2, 2, 3>, f32, _> = Passes::default().forward(&device, 1, |pass| {
///     let image = pass.untraced(&image)?;
///     meshgrid(&image, pass)
/// })?;
/// assert_eq!(grid.array(), [[[[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]]);
/// # Ok::<(), dfdx::tensor::CpuError>(())
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn meshgrid<B, C, H, W, E, D>(
    image: &Value<(B, C, H, W), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, Const<2>, H, W), E, D>, D::Err>
where
    B: Dim,
    C: Dim,
    H: Dim,
    W: Dim,
    E: Dtype,
    D: Device<E>,
{
    let (batch, _, height, width) = *image.shape();
    let (shape, size) = ((batch, Const, height, width), [height.size(), width.size()]);
    let grid = pass.apply(Grid { batch: batch.size(), size }, &[], &[shape.num_elements()]);
    Ok(Value::new(grid, shape))
}

#[derive(PartialEq)]
struct Grid {
    batch: usize,
    size: [usize; 2],
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Grid {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (_, [grid]) = at.lend([Part::Output(0)]);
        Kernel::meshgrid(&kernels, self.batch, self.size, grid);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
