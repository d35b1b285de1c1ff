use std::collections::BTreeMap;

use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorName, ViewTensorRef};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Gradients, HasErr, OwnedTape, Tensor, UniqueId};

use crate::network::{Identity, Network};
use crate::storage::{self, Buffer, Device, Dtype, Flat};
use crate::updates::Updates;

/// The loss functions of a loss and their values, in the order of the program.
pub(crate) type Parts<E, D> = Vec<(&'static str, Tensor<(), E, D>)>;

/// The outcome of a training pass: a loss with its tape, the outputs, and the updates that are pending.
///
/// An optimizer's [`compute_gradients`](crate::Optimizer::compute_gradients) consumes it. The network
/// is only borrowed while the pass is made and has not changed.
#[must_use = "a training pass changes nothing until an optimizer computes and applies its gradients"]
pub struct TrainingPass<N: Network, O> {
    pub(crate) loss: Tensor<(), N::Dtype, N::Device, OwnedTape<N::Dtype, N::Device>>,
    pub(crate) loss_name: &'static str,
    pub(crate) updates: Updates<N::Dtype, N::Device>,
    pub(crate) network: Identity,
    pub(crate) trainable: Vec<Trainable<N::Dtype, N::Device>>,
    pub(crate) parts: Parts<N::Dtype, N::Device>,
    pub(crate) output: O,
}

impl<N: Network, O> TrainingPass<N, O> {
    /// The loss: a mean over the batch.
    pub fn value(&self) -> N::Dtype {
        self.loss.as_vec()[0]
    }

    /// The value of each loss function that the loss is made of, before it is multiplied with anything.
    ///
    /// A part is called like its function, or as it is named where it is written:
    ///
    /// ```
    /// use netweave::prelude::*;
    ///
    /// network! {
    ///     network Smooth(image: [1, 4, 4]) -> [1, 4, 4] {
    ///         let smooth = image -> conv2d(1, kernel = 3, padding = 1);
    ///         loss both(target: [1, 4, 4]) =
    ///             (smooth -> error: l1(target)) + 0.1 * total_variation(smooth);
    ///         smooth
    ///     }
    /// }
    ///
    /// let device = Cpu::default();
    /// let net = Smooth::<f32, Cpu>::build(&device);
    /// let image: Tensor<Rank4<2, 1, 4, 4>, f32, _> = device.sample_normal();
    /// let pass = net.training().both(&image, &image)?;
    /// let parts: Vec<_> = pass.parts().collect();
    /// let [("error", error), ("total_variation", variation)] = parts[..] else { panic!("{parts:?}") };
    /// assert!((error + 0.1 * variation - pass.value()).abs() < 1e-5);
    /// # Ok::<(), netweave::Error>(())
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, N::Dtype)> {
        self.parts.iter().map(|(name, value)| (*name, value.as_vec()[0]))
    }

    /// What the network returned for this batch, with dropout and batch statistics as in training.
    pub fn output(&self) -> &O {
        &self.output
    }
}

/// A variable that a backward pass gives a gradient.
pub(crate) struct Trainable<E: Dtype, D: Device<E>> {
    pub(crate) identity: UniqueId,
    /// Joined by dots.
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) device: D,
    pub(crate) take: Take<E, D>,
}

/// Takes the gradient of one variable out of all of them. It does not hold the variable itself, whose memory would then
/// be shared when it is changed.
type Take<E, D> = Box<dyn FnOnce(&mut Gradients<E, D>) -> Result<Buffer<E, D>, <D as HasErr>::Err>>;

/// The variables of a network; `copies` are those that a pass has used instead of views.
pub(crate) fn trainable<N: Network>(
    network: &N,
    copies: &BTreeMap<UniqueId, Flat<N::Dtype, N::Device>>,
) -> Vec<Trainable<N::Dtype, N::Device>> {
    let mut gather = Gather { copies, variables: Vec::new() };
    match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut gather }) {
        Ok(_) => gather.variables,
        Err(never) => match never {},
    }
}

struct Gather<'a, E: Dtype, D: Device<E>> {
    copies: &'a BTreeMap<UniqueId, Flat<E, D>>,
    variables: Vec<Trainable<E, D>>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather<'_, E, D> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (variable, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        if options.do_gradient_update {
            let identity = storage::identity(variable);
            self.variables.push(Trainable {
                identity,
                name,
                shape: variable.shape().concrete().into(),
                device: variable.device().clone(),
                take: self.copies.get(&identity).map_or_else(|| take(variable), take),
            });
        }
        Ok(None)
    }
}

fn take<S: Shape, E: Dtype, D: Device<E>>(variable: &Tensor<S, E, D>) -> Take<E, D> {
    let (ghost, device, is_contiguous) =
        (variable.ghost(), variable.device().clone(), storage::is_contiguous(variable));
    Box::new(move |gradients| {
        let gradient = gradients.get_or_alloc_mut(&ghost)?;
        if is_contiguous {
            return storage::take(gradient, &device);
        }
        // A module of dfdx has used the view itself, and its gradient lies in memory as that does.
        let gradient = storage::flat(&gradients.get(&ghost))?;
        let mut buffer = storage::buffer(&device, gradient.shape().0)?;
        storage::copy(&device, &gradient, &mut buffer);
        Ok(buffer)
    })
}
