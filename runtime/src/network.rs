use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorRef};
use dfdx::shapes::Shape;
use dfdx::tensor::{Tensor, UniqueId};

use crate::storage::{self, Device, Dtype};

/// A network that `network!` has made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network",
    note = "only the types that `network!` declares can be trained by netweave's optimizers"
)]
pub trait Network: TensorCollection<Self::Dtype, Self::Device> {
    /// The type of its variables.
    type Dtype: Dtype;
    /// The device that holds its variables.
    type Device: Device<Self::Dtype>;
    /// The name it was declared with.
    const NAME: &'static str;
}

/// Tells one network from another of the same type: the identity of its first variable.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Identity(Option<UniqueId>);

impl Identity {
    pub(crate) fn of<N: Network>(network: &N) -> Self {
        let mut identity = Self::default();
        match N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut identity }) {
            Ok(_) => identity,
            Err(never) => match never {},
        }
    }
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Identity {
    type Viewer = ViewTensorRef;
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        self.0.get_or_insert_with(|| storage::identity(tensor));
        Ok(None)
    }
}
