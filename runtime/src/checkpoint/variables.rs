//! The variables of a network, by name.

use std::collections::BTreeMap;

use dfdx::nn::{
    RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName, ViewTensorRef,
};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::ReshapeTo;

use super::stored::Stored;
use crate::storage::{Device, Dtype};
use crate::{Error, Network};

/// The names and shapes of all variables, running statistics among them.
pub(super) fn shapes<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(network: &N) -> BTreeMap<String, Vec<usize>> {
    let mut shapes = Shapes(BTreeMap::new());
    match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut shapes }) {
        Ok(_) => shapes.0,
        Err(never) => match never {},
    }
}

struct Shapes(BTreeMap<String, Vec<usize>>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Shapes {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (tensor, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        self.0.insert(name, tensor.shape().concrete().into());
        Ok(None)
    }
}

/// The names and shapes that a network has as it was declared; none is built.
pub(super) fn declared<N: Network>() -> BTreeMap<String, Vec<usize>> {
    let mut declared = Declared(BTreeMap::new());
    match N::iter_tensors(&mut RecursiveWalker { m: String::new(), f: &mut declared }) {
        Ok(_) => declared.0,
        Err(never) => match never {},
    }
}

struct Declared(BTreeMap<String, Vec<usize>>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Declared {
    type Viewer = ViewTensorName;
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        name: String,
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        self.0.insert(name, options.shape.concrete().into());
        Ok(None)
    }
}

/// Copies of all variables.
pub(super) fn gather<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(network: &N) -> BTreeMap<String, Stored> {
    let mut gather = Gather(BTreeMap::new());
    match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut gather }) {
        Ok(_) => gather.0,
        Err(never) => match never {},
    }
}

struct Gather(BTreeMap<String, Stored>);

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (tensor, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        self.0.insert(name, Stored::new(tensor.shape().concrete().into(), tensor.as_vec()));
        Ok(None)
    }
}

/// Gives variables the values that `values` has for them, as many as they have elements.
pub(super) fn scatter<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    network: &mut N,
    values: impl FnMut(&str) -> Option<Vec<E>>,
) -> Result<(), Error> {
    let scatter = &mut Scatter { values };
    N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: scatter }).map_err(Error::device)?;
    Ok(())
}

struct Scatter<F> {
    values: F,
}

impl<E: Dtype, D: Device<E>, F: FnMut(&str) -> Option<Vec<E>>> TensorVisitor<E, D> for Scatter<F> {
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (tensor, name): (&mut Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        if let Some(values) = (self.values)(&name) {
            // A user may have assigned a tensor of other strides: the elements would end in the wrong places.
            *tensor = tensor.clone().try_contiguous()?;
            tensor.copy_from(&values);
        }
        Ok(None)
    }
}
