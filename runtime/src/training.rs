use std::cell::OnceCell;
use std::marker::PhantomData;

use num_traits::Float;

use crate::Error;
use crate::given::Is;
use crate::network::Network;
use crate::pass::{Outputs, Performed};

/// The outcome of a training pass: a loss, the outputs, and the updates that are pending.
///
/// An optimizer's [`compute_gradients`](crate::Optimizer::compute_gradients) consumes it. The network
/// is only borrowed while the pass is made and has not changed.
#[must_use = "a training pass changes nothing until an optimizer computes and applies its gradients"]
pub struct TrainingPass<N: Network, O: Outputs<N::Dtype, N::Device>> {
    pub(crate) loss_name: &'static str,
    /// The loss, and all that leads back from it.
    pub(crate) loss: Performed<N::Dtype, N::Device>,
    /// Read when it is asked for: the device has to be waited for.
    value: OnceCell<Result<N::Dtype, Error>>,
    /// Made when it is asked for.
    output: OnceCell<O>,
    /// What could not be returned where it was found.
    problem: OnceCell<Error>,
    network: PhantomData<fn() -> N>,
}

/// A [`TrainingPass`] of any network, or what has one inside.
#[diagnostic::on_unimplemented(
    message = "a training pass goes here, but `{Self}` is given",
    label = "not a training pass: write `?` behind what may fail, and no `&`"
)]
pub trait GivenPass {
    /// It, without its outputs.
    type Given;

    /// Drops its outputs.
    #[doc(hidden)]
    fn pass(self) -> Self::Given;
}

#[diagnostic::do_not_recommend]
impl<T: AnyPass> GivenPass for T {
    type Given = T::Given;

    fn pass(self) -> Self::Given {
        self.without_outputs()
    }
}

/// The same, without words for what is none. What has a pass inside is none, and shorter to write without the outputs.
pub trait AnyPass {
    /// It, without its outputs.
    type Given;

    /// Drops its outputs.
    fn without_outputs(self) -> Self::Given;
}

impl<N: Network, O: Outputs<N::Dtype, N::Device>> AnyPass for TrainingPass<N, O> {
    type Given = TrainingPass<N, ()>;

    fn without_outputs(self) -> TrainingPass<N, ()> {
        let Self { loss_name, loss, value, problem, network, output: _ } = self;
        TrainingPass { loss_name, loss, value, problem, network, output: OnceCell::new() }
    }
}

impl<N: Network, O: Outputs<N::Dtype, N::Device>, E> AnyPass for Result<TrainingPass<N, O>, E> {
    type Given = Result<TrainingPass<N, ()>, E>;

    fn without_outputs(self) -> Self::Given {
        self.map(AnyPass::without_outputs)
    }
}

impl<'a, N: Network, O: Outputs<N::Dtype, N::Device>> AnyPass for &'a TrainingPass<N, O> {
    type Given = &'a TrainingPass<N, ()>;

    fn without_outputs(self) -> Self::Given {
        unreachable!("nothing takes a pass that is lent")
    }
}

/// What was given is a [`TrainingPass`].
#[diagnostic::on_unimplemented(
    message = "a training pass goes here, but `{Self}` is given",
    label = "not a training pass: write `?` behind what may fail, and no `&`"
)]
pub trait IsPass {
    /// It.
    type Pass;

    /// It.
    #[doc(hidden)]
    fn into_pass(self) -> Self::Pass;
}

#[diagnostic::do_not_recommend]
impl<T: Whole> IsPass for T {
    type Pass = TrainingPass<T::Network, ()>;

    fn into_pass(self) -> Self::Pass {
        self.whole()
    }
}

/// The same, without words for what is none.
pub trait Whole {
    /// What it is of.
    type Network: Network;

    /// It.
    fn whole(self) -> TrainingPass<Self::Network, ()>;
}

impl<N: Network> Whole for TrainingPass<N, ()> {
    type Network = N;

    fn whole(self) -> Self {
        self
    }
}

/// A [`TrainingPass`] of the network `N`.
#[diagnostic::on_unimplemented(
    message = "a training pass of `{N}` goes here, but `{Self}` is given",
    label = "not a training pass of this network"
)]
pub trait PassOf<N: Network>: Is<TrainingPass<N, ()>> {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<N: Network, T: Is<TrainingPass<N, ()>>> PassOf<N> for T {
    type Itself = ();
}

impl<N: Network, O: Outputs<N::Dtype, N::Device>> TrainingPass<N, O> {
    pub(crate) fn new(loss_name: &'static str, loss: Performed<N::Dtype, N::Device>) -> Self {
        Self {
            loss_name,
            loss,
            value: OnceCell::new(),
            output: OnceCell::new(),
            problem: OnceCell::new(),
            network: PhantomData,
        }
    }

    /// The loss: a mean over the batch.
    ///
    /// It is NaN where [`try_value`](Self::try_value) gives an error, which an optimizer's
    /// [`compute_gradients`](crate::Optimizer::compute_gradients) returns then.
    pub fn value(&self) -> N::Dtype {
        self.try_value().unwrap_or_else(|_| Float::nan())
    }

    /// The loss: a mean over the batch.
    ///
    /// # Errors
    /// [`Error::Device`] if the device has failed.
    pub fn try_value(&self) -> Result<N::Dtype, Error> {
        match self.problem.get() {
            Some(problem) => Err(problem.clone()),
            None => self.value.get_or_init(|| self.loss.loss()).clone(),
        }
    }

    /// Whether the loss was asked for.
    pub(crate) fn is_read(&self) -> bool {
        self.value.get().is_some()
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
        self.loss.parts().map(|(name, value)| {
            let value = value.unwrap_or_else(|problem| {
                let _ = self.problem.set(problem);
                Float::nan()
            });
            (name, value)
        })
    }

    /// The memory that the pass holds: values, what its backward pass needs of them, and their gradients.
    ///
    /// Variables, their gradients, inputs and targets are not among it. The network keeps it for the next pass.
    pub fn memory(&self) -> Memory {
        self.loss.memory()
    }

    /// What the network returned for this batch, with dropout and batch statistics as in training.
    ///
    /// # Panics
    /// Where [`try_output`](Self::try_output) gives an error.
    #[track_caller]
    pub fn output(&self) -> &O {
        self.try_output().unwrap()
    }

    /// What the network returned for this batch, with dropout and batch statistics as in training.
    ///
    /// # Errors
    /// [`Error::Device`] if memory runs out: the tensors are made when they are asked for.
    pub fn try_output(&self) -> Result<&O, Error> {
        if self.output.get().is_none() {
            let output = self.loss.leave::<O>().map_err(Error::device)?;
            let _ = self.output.set(output);
        }
        Ok(self.output.get().unwrap_or_else(|| unreachable!("it was made above")))
    }
}

/// How much memory a pass takes, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// What it takes.
    pub bytes: usize,
    /// What is there at the fullest moment of the pass, below which no plan of it can come.
    pub least: usize,
    /// Which part of the forward pass is done again on the way back, about, to stay within a limit; 0 without one.
    pub recomputed: f64,
}
