use dfdx::shapes::HasShape;
use dfdx::tensor::Tensor;

use crate::kernels::softmax::{Geometry, Operation, Softmax as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

/// `exp(x) / Σ exp(x)` over the last axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn softmax<S: Batched, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    over_last_axis(Operation::Softmax, x, pass)
}

/// `x − ln Σ exp(x)` over the last axis.
///
/// # Errors
/// The device's, when memory runs out.
pub fn log_softmax<S: Batched, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    over_last_axis(Operation::LogSoftmax, x, pass)
}

fn over_last_axis<S: Batched, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *x.shape();
    let columns = shape.sample().last().copied().unwrap_or(1);
    let x = storage::flat(x)?;
    let geometry = Geometry { rows: x.shape().0 / columns.max(1), columns };
    let device = x.device().clone();
    let mut y = device.try_zeros_like(x.shape())?;
    Kernel::forward(&device.kernels(), &geometry, operation, D::read(&x), D::write(&mut y));
    if pass.tracks(&x) {
        let (x, output) = (x.ghost(), y.clone());
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&output)?, &device)?;
            Kernel::backward(
                &device.kernels(),
                &geometry,
                operation,
                D::read(&output),
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
