use dfdx::nn::{RecursiveWalker, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName, ViewTensorRef};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::ReshapeTo;

use crate::Error;
use crate::nearest::nearest;
use crate::network::Network;
use crate::storage::{Device, Dtype};

/// A variable of a network as a value, for tools.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable<E> {
    /// The scopes, the layer and its own name: `features/conv1/weight`.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Whether it is trained; running statistics are not.
    pub trainable: bool,
    /// Its elements, row by row.
    pub values: Vec<E>,
}

/// The variables whose names begin with these scopes; all of them if there are none.
pub(crate) fn variables<N: Network>(network: &N, prefix: &str) -> Vec<Variable<N::Dtype>> {
    let mut all = Gather { prefix: words(prefix).map(str::to_owned).collect(), found: Vec::new() };
    match N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut all }) {
        Ok(_) => all.found,
        Err(never) => match never {},
    }
}

/// The variable of this name.
pub(crate) fn variable<N: Network>(network: &N, name: &str) -> Result<Variable<N::Dtype>, Error> {
    let own = words(name).collect::<Vec<_>>().join("/");
    let found = variables(network, name).into_iter().find(|variable| variable.name == own);
    let all = || variables(network, "").into_iter().map(|variable| variable.name);
    found.ok_or_else(|| no_variable::<N>(name, all()))
}

/// Writes the elements of a variable, whose identity stays.
pub(crate) fn set<N: Network>(network: &mut N, name: &str, values: &[N::Dtype]) -> Result<(), Error> {
    let variable = variable(network, name)?;
    if variable.values.len() != values.len() {
        return Err(Error::Length { name: variable.name, found: values.len(), expected: variable.values.len() });
    }
    let mut set = Set { name: &variable.name, values };
    N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut set }).map_err(Error::device)?;
    Ok(())
}

/// Says that no variable has this name, and which of all is near.
pub(crate) fn no_variable<N: Network>(name: &str, all: impl Iterator<Item = String>) -> Error {
    Error::NoVariable { network: N::NAME, name: name.to_owned(), nearest: nearest(name, all) }
}

/// A path as its words; dots and slashes part them.
pub(crate) fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '.']).filter(|word| !word.is_empty())
}

struct Gather<E> {
    prefix: Vec<String>,
    found: Vec<Variable<E>>,
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Gather<E> {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (tensor, path): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Self::Err> {
        let mut own = words(&path);
        if self.prefix.iter().all(|word| own.next() == Some(word.as_str())) {
            self.found.push(Variable {
                name: path.replace('.', "/"),
                shape: tensor.shape().concrete().into(),
                trainable: options.do_gradient_update,
                values: tensor.as_vec(),
            });
        }
        Ok(None)
    }
}

struct Set<'a, E> {
    name: &'a str,
    values: &'a [E],
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Set<'_, E> {
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, D>,
        (tensor, path): (&mut Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        if words(&path).eq(words(self.name)) {
            // The elements of a transposed tensor lie in another order; one that is contiguous stays as it is.
            *tensor = tensor.clone().try_contiguous()?;
            tensor.copy_from(self.values);
        }
        Ok(None)
    }
}
