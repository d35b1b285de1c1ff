use dfdx::shapes::Shape;

use crate::kernels::noise::Noise as Kernel;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// In training adds normal noise of mean 0 and this standard deviation; in inference changes nothing.
///
/// The noise depends on the device's random state, not on the number of threads.
///
/// # Errors
/// The device's, when memory runs out.
pub fn gaussian_noise<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    deviation: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    if !pass.is_training() {
        return Ok(Value::new(x.id(), *x.shape()));
    }
    let seed = pass.random_number()?;
    let y = pass.apply(Noise { seed, deviation }, &[x.id()], &[x.shape().num_elements()]);
    Ok(Value::new(y, *x.shape()))
}

#[derive(PartialEq)]
struct Noise {
    /// Which of the pass's random numbers is its seed.
    seed: usize,
    deviation: f64,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Noise {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::add(&kernels, reads.number(self.seed), self.deviation, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        at.hand_on(0);
    }
}
