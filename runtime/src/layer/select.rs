use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;

use crate::kernels::select::Select as Kernel;
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype};

/// `a` where `condition` is above 0, and `b` elsewhere; NaN is not above 0.
///
/// Gradients go to the one that was chosen, and none to the condition. What was not chosen has no part in the result or
/// the gradients, even if it is NaN.
///
/// ```
/// use netweave::layer::select;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let condition = device.tensor([1.0_f32, 0.0, -1.0]);
/// let (a, b) = (device.tensor([1.0, 2.0, 3.0]), device.tensor([-1.0, -2.0, -3.0]));
/// let chosen = select(&condition, &a, &b, &mut Pass::inference(&device)).unwrap();
/// assert_eq!(chosen.array(), [1.0, -2.0, -3.0]);
/// ```
///
/// # Errors
/// The device's, when memory runs out.
pub fn select<S: Shape, E: Dtype, D: Device<E>>(
    condition: &Tensor<S, E, D>,
    a: &Tensor<S, E, D>,
    b: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Tensor<S, E, D>, D::Err> {
    let shape = *a.shape();
    let (condition, a, b) = (storage::flat(condition)?, storage::flat(a)?, storage::flat(b)?);
    let device = a.device().clone();
    let mut y = device.try_zeros_like(a.shape())?;
    Kernel::forward(&device.kernels(), D::read(&condition), D::read(&a), D::read(&b), D::write(&mut y));
    let tracked = [(true, a), (false, b)].into_iter().filter(|(_, value)| pass.tracks(value));
    let tracked = tracked.map(|(chosen, value)| (chosen, value.ghost())).collect::<Vec<_>>();
    if tracked.is_empty() {
        pass.mark_constant(&y);
    } else {
        let y = y.ghost();
        pass.record(move |gradients| {
            let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            for (chosen, value) in &tracked {
                let dx = D::write_buffer(gradients.get_or_alloc_mut(value)?);
                Kernel::backward(&device.kernels(), *chosen, D::read(&condition), D::read_buffer(&dy), dx);
            }
            Ok(())
        });
    }
    storage::shaped(y, shape)
}
