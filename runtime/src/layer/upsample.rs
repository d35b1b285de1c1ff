use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::upsample::{Geometry, Method, Upsample as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

/// Each pixel repeated: output `[i, j]` is input `[⌊i · H / OH⌋, ⌊j · W / OW⌋]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_nearest<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let batch = x.shape().0;
    let geometry = Geometry { planes: batch.size() * C, input: [H, W], output: [OH, OW], method: Method::Nearest };
    storage::shaped(apply(geometry, storage::flat(x)?, pass)?, (batch, Const, Const, Const))
}

/// Each output a mean of the four pixels around it, weighted by how near they are.
///
/// With `align_corners`, the corner pixels of input and output have the same centres; without, the images have the
/// same corners.
///
/// # Errors
/// The device's, when memory runs out.
pub fn upsample_bilinear<B, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize, E, D>(
    x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
    align_corners: bool,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<(B, Const<C>, Const<OH>, Const<OW>), E, D>, D::Err>
where
    B: Dim,
    E: Dtype,
    D: Device<E>,
{
    let batch = x.shape().0;
    let method = Method::Bilinear { align_corners };
    let geometry = Geometry { planes: batch.size() * C, input: [H, W], output: [OH, OW], method };
    storage::shaped(apply(geometry, storage::flat(x)?, pass)?, (batch, Const, Const, Const))
}

fn apply<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let outputs = geometry.planes * geometry.output.iter().product::<usize>();
    let mut y = device.try_zeros_like(&(outputs,))?;
    Kernel::forward(&device.kernels(), &geometry, D::read(&x), D::write(&mut y));
    if !pass.tracks(&x) {
        pass.mark_constant(&y);
        return Ok(y);
    }
    let (x, y_ghost) = (x.ghost(), y.ghost());
    pass.record(move |gradients| {
        let dy = storage::take(gradients.get_or_alloc_mut(&y_ghost)?, &device)?;
        let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
        Kernel::backward(&device.kernels(), &geometry, D::read_buffer(&dy), dx);
        Ok(())
    });
    Ok(y)
}
