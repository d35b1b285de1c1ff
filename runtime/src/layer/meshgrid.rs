use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// The position of each pixel of an image: `[C, H, W]` gives `[2, H, W]`, where channel 0 is the column and channel 1 the
/// row, as in a flow.
///
/// ```
/// use netweave::layer::meshgrid;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let image: Tensor<Rank4<1, 3, 2, 3>, f32, _> = device.zeros();
/// let grid = meshgrid(&image, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(grid.array(), [[[[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]], [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]]]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn meshgrid<B, const C: usize, const H: usize, const W: usize, E, D>(
    image: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<2>, Const<H>, Const<W>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let batch = image.shape().0;
    let columns = (0..H * W).map(|pixel| pixel % W);
    let rows = (0..H * W).map(|pixel| pixel / W);
    let positions = columns.chain(rows).map(|position| E::of(position as f64)).collect::<Vec<_>>();
    let positions = positions.repeat(batch.size());
    let length = positions.len();
    let grid = image.device().try_tensor_from_vec(positions, (length,))?;
    pass.mark_constant(&grid);
    storage::shaped(grid, (batch, Const, Const, Const))
}
