use dfdx::shapes::{Dim, HasShape};
use dfdx::tensor::Tensor;

use super::permute::reorder;
use crate::kernels::reduce::{Geometry, Reduce as Kernel};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype, Flat};

/// The mean over these axes of a sample, which are gone or of size 1 in the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn mean<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    over(Operation::Mean, x, axes, pass)
}

/// The sum over these axes of a sample, which are gone or of size 1 in the result.
///
/// # Errors
/// The device's, when memory runs out.
pub fn sum<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    over(Operation::Sum, x, axes, pass)
}

/// The maximum over these axes of a sample, which are gone or of size 1 in the result. Elements that are equal to the
/// maximum share its gradient evenly.
///
/// # Errors
/// The device's, when memory runs out.
pub fn max<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Tensor<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    over(Operation::Max, x, axes, pass)
}

#[derive(Clone, Copy)]
enum Operation {
    Mean,
    Sum,
    Max,
}

fn over<S: Batched, S2: Batched<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    operation: Operation,
    x: &Tensor<S, E, D>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S2, E, D>, D::Err> {
    let batch = x.shape().batch();
    let mut sizes = vec![batch.size()];
    sizes.extend(x.shape().sample());
    let (x, geometry) = lay_out(storage::flat(x)?, sizes, axes, pass)?;
    storage::shaped(reduce(operation, geometry, x, pass)?, S2::with_batch(batch))
}

/// Brings the reduced axes side by side, if they are not, for the kernel knows one reduced axis.
fn lay_out<E: Dtype, D: Device<E>>(
    x: Flat<E, D>,
    sizes: Vec<usize>,
    axes: &[usize],
    pass: &mut Pass<E, D>,
) -> Result<(Flat<E, D>, Geometry), D::Err> {
    // The batch is the first of the sizes. An axis of one element may as well be kept.
    let is_reduced = |axis: usize| axis > 0 && axes.contains(&(axis - 1)) && sizes[axis] != 1;
    let (reduced, kept): (Vec<usize>, Vec<usize>) = (0..sizes.len()).partition(|&axis| is_reduced(axis));
    let product = |axes: &mut dyn Iterator<Item = usize>| axes.map(|axis| sizes[axis]).product();
    let (Some(&first), Some(&last)) = (reduced.first(), reduced.last()) else {
        let inner = product(&mut (0..sizes.len()));
        return Ok((x, Geometry { outer: 1, reduced: 1, inner }));
    };
    let size = product(&mut reduced.iter().copied());
    if kept.iter().all(|&axis| sizes[axis] == 1 || axis < first || axis > last) {
        let (outer, inner) = (product(&mut (0..first)), product(&mut (last + 1..sizes.len())));
        return Ok((x, Geometry { outer, reduced: size, inner }));
    }
    let outer = product(&mut kept.iter().copied());
    let order = [kept, reduced].concat();
    Ok((reorder(x, sizes, order, pass)?, Geometry { outer, reduced: size, inner: 1 }))
}

fn reduce<E: Dtype, D: Device<E>>(
    operation: Operation,
    geometry: Geometry,
    x: Flat<E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let divisor = match operation {
        Operation::Mean => geometry.reduced as f64,
        Operation::Sum | Operation::Max => 1.0,
    };
    let mut y = device.try_zeros_like(&(geometry.outer * geometry.inner,))?;
    let kernels = device.kernels();
    match operation {
        Operation::Mean | Operation::Sum => Kernel::sum(&kernels, &geometry, divisor, D::read(&x), D::write(&mut y)),
        Operation::Max => Kernel::max(&kernels, &geometry, D::read(&x), D::write(&mut y)),
    }
    if !pass.tracks(&x) {
        pass.mark_constant(&y);
        return Ok(y);
    }
    match operation {
        Operation::Mean | Operation::Sum => {
            let (x, y) = (x.ghost(), y.ghost());
            pass.record(move |gradients| {
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
                Kernel::backward_sum(&device.kernels(), &geometry, divisor, D::read_buffer(&dy), dx);
                Ok(())
            });
        }
        Operation::Max => {
            let y = y.clone();
            pass.record(move |gradients| {
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
                let (x, y) = (D::read(&x), D::read(&y));
                Kernel::backward_max(&device.kernels(), &geometry, x, y, D::read_buffer(&dy), dx);
                Ok(())
            });
        }
    }
    Ok(y)
}
