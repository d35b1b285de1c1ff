use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use crate::kernels::dropout::Dropout as Kernel;
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// In training sets an element to 0 with this probability and divides the others by `1 − probability`
/// ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)); in inference changes nothing.
///
/// The choice depends on the device's random state, not on the number of threads.
///
/// # Errors
/// The device's, when memory runs out.
pub fn dropout<S: Shape, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    if !pass.is_training() {
        return Ok(x.clone());
    }
    let shape = *x.shape();
    let x = storage::flat(x)?;
    let device = x.device().clone();
    let seed = device.random_u64();
    let mut y = device.try_zeros_like(x.shape())?;
    Kernel::forward(&device.kernels(), seed, probability, D::read(&x), D::write(&mut y));
    if pass.tracks(&x) {
        let (x, y) = (x.ghost(), y.ghost());
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            Kernel::backward(
                &device.kernels(),
                seed,
                probability,
                D::read_buffer(&dy),
                D::write_buffer(gradients.get_or_alloc_mut(&x)?),
            );
            Ok(())
        });
    } else {
        pass.mark_constant(&y);
    }
    storage::shaped(y, shape)
}
