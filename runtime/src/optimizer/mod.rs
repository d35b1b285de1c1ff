//! Optimizers: from a training pass to gradients, and from gradients to a step.

mod adam;
mod gradients;
mod sgd;

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::shapes::Shape;
use dfdx::tensor::{Gradients as DfdxGradients, Tensor};
use dfdx::tensor_ops::Backward;

use crate::Error;
use crate::network::{Identity, Network};
use crate::storage::{Buffer, Device, Dtype};
use crate::training::TrainingPass;

pub use adam::Adam;
pub use gradients::Gradients;
pub use sgd::Sgd;

/// Turns training passes of a network into gradients, and gradients into steps.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Line(x: [1]) -> [1] {
///         let y = x -> fc: linear(1);
///         loss fit(target: [1]) = softmax_cross_entropy(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Line::<f32, Cpu>::build(&device);
/// let mut sgd = Sgd::new(0.1);
/// let x = device.tensor([[1.0], [2.0]]);
/// let target = device.tensor([[1.0], [1.0]]);
///
/// let pass = net.training().fit(&x, &target)?;
/// let gradients = sgd.compute_gradients(pass)?;
/// sgd.apply_gradients(&mut net, gradients)?;
/// assert_eq!(sgd.steps(), 1);
/// # Ok::<(), netweave::Error>(())
/// ```
pub trait Optimizer<N: Network> {
    /// The number of steps taken.
    fn steps(&self) -> u64;

    /// Runs the tape of a pass backward.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if the loss is NaN or infinite; the pass and its updates are dropped, and the
    /// network stays as it is. [`Error::Device`] if memory runs out.
    fn compute_gradients<O>(&self, pass: TrainingPass<N, O>) -> Result<Gradients<N>, Error> {
        let value = pass.value();
        if !num_traits::Float::is_finite(value) {
            return Err(Error::NotFinite {
                step: self.steps() + 1,
                value: num_traits::ToPrimitive::to_f64(&value).unwrap_or(f64::NAN),
            });
        }
        let by_variable = pass.loss.try_backward().map_err(Error::device)?;
        Ok(Gradients { by_variable, updates: pass.updates, network: pass.network })
    }

    /// Applies the pending updates, then changes every variable by one step.
    ///
    /// # Errors
    /// [`Error::OtherNetwork`] if the gradients were computed for another network of this type, and
    /// [`Error::Setting`] if a setting of the optimizer is out of its range; nothing has changed then.
    fn apply_gradients(&mut self, network: &mut N, gradients: Gradients<N>) -> Result<(), Error>;
}

/// How one optimizer changes one variable.
trait Rule<E: Dtype, D: Device<E>> {
    fn step<S: Shape>(&mut self, variable: &mut Tensor<S, E, D>, gradient: &Buffer<E, D>) -> Result<(), D::Err>;
}

/// Applies the updates, then the rule to each trainable variable.
fn apply<N: Network>(
    rule: &mut impl Rule<N::Dtype, N::Device>,
    network: &mut N,
    gradients: Gradients<N>,
) -> Result<(), Error> {
    if gradients.network != Identity::of(network) {
        return Err(Error::OtherNetwork { network: N::NAME });
    }
    gradients.updates.apply(network).map_err(Error::device)?;
    N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut Step { rule, gradients: gradients.by_variable } })
        .map_err(Error::device)?;
    Ok(())
}

struct Step<'a, R, E: Dtype, D: Device<E>> {
    rule: &'a mut R,
    gradients: DfdxGradients<E, D>,
}

impl<R: Rule<E, D>, E: Dtype, D: Device<E>> TensorVisitor<E, D> for Step<'_, R, E, D> {
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        variable: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        if options.do_gradient_update {
            let gradient = self.gradients.get_or_alloc_mut(variable)?;
            self.rule.step(variable, gradient)?;
        }
        Ok(None)
    }
}

/// Checks a setting when it is used, so that building an optimizer cannot fail.
fn check(setting: &'static str, value: f64, valid: bool, expected: &'static str) -> Result<(), Error> {
    if valid { Ok(()) } else { Err(Error::Setting { setting, value, expected }) }
}
