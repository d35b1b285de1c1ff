use dfdx::shapes::Shape;

use crate::kernels::dropout::Dropout as Kernel;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

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

/// In training sets a whole sample to 0 with this probability and divides the others by `1 − probability`: what the branch
/// of a residual network gives ([Huang et al. 2016](https://arxiv.org/abs/1603.09382)); in inference changes nothing.
///
/// # Errors
/// The device's, when memory runs out.
pub fn drop_path<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let width = x.shape().dims().iter().product();
    let y = drop_runs(x.id(), x.shape().num_elements(), width, probability, pass)?;
    Ok(Value::new(y, *x.shape()))
}

/// Dropout of a value of so many elements, whatever its shape.
pub(super) fn drop_out<E: Dtype, D: Device<E>>(
    x: Id,
    len: usize,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Id, D::Err> {
    drop_runs(x, len, 1, probability, pass)
}

/// The same of runs of elements that stay or go together.
fn drop_runs<E: Dtype, D: Device<E>>(
    x: Id,
    len: usize,
    width: usize,
    probability: f64,
    pass: &mut Pass<E, D>,
) -> Result<Id, D::Err> {
    if !pass.is_training() {
        return Ok(x);
    }
    let seed = pass.random_number()?;
    Ok(pass.apply(Drop { seed, probability, width }, &[x], &[len]))
}

/// Drops elements of a value.
#[derive(PartialEq)]
struct Drop {
    /// Which of the pass's random numbers is its seed.
    seed: usize,
    probability: f64,
    /// How many elements stay or go together.
    width: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Drop {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, reads.number(self.seed), self.probability, self.width, reads.operand(0), y);
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
        Kernel::backward(&kernels, reads.number(self.seed), self.probability, self.width, dy);
        at.hand_on(0);
    }
}
