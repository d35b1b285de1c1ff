use dfdx::tensor::{OwnedTape, Tensor};

use crate::network::{Identity, Network};
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
    pub(crate) updates: Updates<N::Dtype, N::Device>,
    pub(crate) network: Identity,
    parts: Parts<N::Dtype, N::Device>,
    output: O,
}

impl<N: Network, O> TrainingPass<N, O> {
    pub(crate) fn new(
        network: &N,
        loss: Tensor<(), N::Dtype, N::Device, OwnedTape<N::Dtype, N::Device>>,
        updates: Updates<N::Dtype, N::Device>,
        parts: Parts<N::Dtype, N::Device>,
        output: O,
    ) -> Self {
        Self { loss, updates, network: Identity::of(network), parts, output }
    }

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
