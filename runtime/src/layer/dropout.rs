use dfdx::shapes::Shape;

use crate::kernels::dropout::Dropout as Kernel;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
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
    if !pass.is_training() {
        return Ok(*x);
    }
    drop_runs(x, probability, 1, pass)
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
    if !pass.is_training() {
        return Ok(*x);
    }
    drop_runs(x, probability, x.shape().dims().iter().product(), pass)
}

fn drop_runs<S: Shape, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    probability: f64,
    width: usize,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let len = x.shape().num_elements();
    let seed = pass.random_number()?;
    let y = pass.apply(Drop { seed, probability, width }, &[x.id()], &[len]);
    Ok(Value::new(y, *x.shape()))
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
