use dfdx::shapes::Shape;

use crate::kernels::dropout::Dropout as Kernel;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// In training sets an element to 0 with this probability and divides the others by `1 − probability`
/// ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)); in inference changes nothing.
///
/// The choice depends on the device's random state, not on the number of threads.
///
/// # Errors
/// The device's, when memory runs out.
pub fn dropout<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let y = drop_out(x.id(), x.shape().num_elements(), probability, pass)?;
    Ok(Value::new(y, *x.shape()))
}

/// The same of a value of so many elements, whatever its shape.
pub(super) fn drop_out<E: Dtype, D: Device<E>>(
    x: Id,
    len: usize,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Id, D::Err> {
    if !pass.is_training() {
        return Ok(x);
    }
    let seed = pass.random_number()?;
    Ok(pass.apply(Drop { seed, probability }, &[x], &[len]))
}

/// Drops elements of a value.
#[derive(PartialEq)]
struct Drop {
    /// Which of the pass's random numbers is its seed.
    seed: usize,
    probability: f64,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Drop {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, reads.number(self.seed), self.probability, reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dy]) = at.lend([Part::Incoming]);
        Kernel::backward(&kernels, reads.number(self.seed), self.probability, dy);
        at.hand_on(0);
    }
}
