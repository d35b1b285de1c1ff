use std::convert::Infallible;

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorRef};
use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use crate::storage::{Device, Dtype};

/// Where the tensors of a network lie, in the order of the fields.
pub(in crate::pass) fn addresses<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(network: &N) -> Vec<usize> {
    let mut addresses = Addresses(Vec::new());
    match N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut addresses }) {
        Ok(_) => addresses.0,
        Err(never) => match never {},
    }
}

struct Addresses(Vec<usize>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Addresses {
    type Viewer = ViewTensorRef;
    type Err = Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        tensor: &Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, Infallible> {
        self.0.push(address(tensor));
        Ok(None)
    }
}

/// Where a field lies.
pub(in crate::pass) fn address<S: Shape, E: Dtype, D: Device<E>>(tensor: &Tensor<S, E, D>) -> usize {
    std::ptr::from_ref(tensor).addr()
}
