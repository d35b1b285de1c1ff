use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorName, ViewTensorRef};
use dfdx::shapes::Shape;
use dfdx::tensor::{Tensor, UniqueId};

use crate::network::Network;
use crate::scope;
use crate::storage::{self, Device, Dtype};

/// The running statistics in the scopes of these paths, those of networks inside of them too.
pub(crate) fn statistics<N: Network>(network: &N, scopes: &[&'static str]) -> Vec<UniqueId> {
    if scopes.is_empty() {
        return Vec::new();
    }
    let mut gather = Gather { scopes, found: Vec::new() };
    match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut gather }) {
        Ok(_) => gather.found,
        Err(never) => match never {},
    }
}

struct Gather<'a> {
    scopes: &'a [&'static str],
    found: Vec<UniqueId>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather<'_> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (tensor, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        if !options.do_gradient_update && self.scopes.iter().any(|path| scope::holds(path, &name)) {
            self.found.push(storage::identity(tensor));
        }
        Ok(None)
    }
}
