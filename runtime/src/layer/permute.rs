use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::kernels::permute::{Geometry, Permute as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

/// The axes of a sample in another order: axis `k` of the result is axis `order[k]`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn permute<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    order: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    let batch = x.shape().batch();
    let mut sizes = vec![batch.size()];
    sizes.extend(x.shape().sample());
    // The batch stays in front.
    let order = std::iter::once(0).chain(order.iter().map(|axis| axis + 1)).collect();
    storage::shaped(reorder(storage::flat(x)?, sizes, order, pass)?, S2::with_batch(batch))
}

/// The axes of a tensor, the batch among them, in another order.
pub(super) fn reorder<E: Dtype, D: Device<E>>(
    x: Flat<E, D>,
    sizes: Vec<usize>,
    order: Vec<usize>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let geometry = Geometry { sizes, order };
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
    Ok(y)
}
