//! What the language does not have, as generated code applies it: modules of dfdx, functions, and other networks.

use dfdx::nn::Module;
use dfdx::shapes::{Shape, Unit};
use dfdx::tensor::{OwnedTape, PutTape, SplitTape, Storage, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use crate::pass::Pass;
use crate::storage::{Device, Dtype};

/// A dfdx module that `module(..)` can put into a network: it is applied through `&self`, with a tape and without one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be applied to a batch of shape `{S}` in a network",
    label = "not a module that takes this through `&self`, with a tape and without one",
    note = "modules that change while they are trained, such as dfdx's `Dropout` and `BatchNorm2D`, have layers instead: `dropout(0.5)`, `batch_norm`"
)]
pub trait Layer<S: Shape, F: Unit, O: Shape, E: Dtype, D: Device<E> + Storage<F>> {
    /// Applies it.
    fn apply(&self, x: &Tensor<S, F, D>, pass: &mut Pass<E, D>) -> Result<Tensor<O, E, D>, D::Err>;
}

#[diagnostic::do_not_recommend]
impl<M, S, O, F, E, D> Layer<S, F, O, E, D> for M
where
    S: Shape,
    O: Shape,
    F: Unit,
    E: Dtype,
    D: Device<E> + Storage<F>,
    M: Module<Tensor<S, F, D>, Output = Tensor<O, E, D>, Error = D::Err>
        + Module<Tensor<S, F, D, OwnedTape<E, D>>, Output = Tensor<O, E, D, OwnedTape<E, D>>, Error = D::Err>,
{
    fn apply(&self, x: &Tensor<S, F, D>, pass: &mut Pass<E, D>) -> Result<Tensor<O, E, D>, D::Err> {
        apply(pass, || self.try_forward(x.clone()), |tape| self.try_forward(x.clone().put_tape(tape)))
    }
}

/// A shape that is the one that was stated for it.
#[diagnostic::on_unimplemented(
    message = "the output is a batch of shape `{Self}`, but `{S}` is stated",
    label = "this is not the shape of the output"
)]
pub trait Stated<S: Shape>: Shape {
    /// The value, with the shape that was stated.
    fn stated<E, D: Storage<E>, T>(x: Tensor<Self, E, D, T>) -> Tensor<S, E, D, T>;
}

impl<S: Shape> Stated<S> for S {
    fn stated<E, D: Storage<E>, T>(x: Tensor<Self, E, D, T>) -> Tensor<S, E, D, T> {
        x
    }
}

/// What a function that `apply(..)` names may return: a tensor, or a result with the device's error.
#[diagnostic::on_unimplemented(
    message = "a function of a network returns a tensor with the tape of its arguments, or a `Result` of one, but this one returns `{Self}`",
    label = "returns something else"
)]
pub trait Returned<E: Dtype, D: Device<E>, T> {
    /// The shape of the tensor.
    type Shape: Shape;

    /// The tensor, or the device's error.
    fn returned(self) -> Result<Tensor<Self::Shape, E, D, T>, D::Err>;
}

impl<S: Shape, E: Dtype, D: Device<E>, T> Returned<E, D, T> for Tensor<S, E, D, T> {
    type Shape = S;

    fn returned(self) -> Result<Self, D::Err> {
        Ok(self)
    }
}

impl<S: Shape, E: Dtype, D: Device<E>, T> Returned<E, D, T> for Result<Tensor<S, E, D, T>, D::Err> {
    type Shape = S;

    fn returned(self) -> Self {
        self
    }
}

/// A network that runs as a layer of another, on the pass of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a network with one output that takes `{I}`",
    label = "not a network of one output that takes this"
)]
pub trait Nested<I, E: Dtype, D: Device<E>> {
    /// The shape of its output.
    type Shape: Shape;

    /// Runs the network.
    fn nested(&self, inputs: I, pass: &mut Pass<E, D>) -> Result<Tensor<Self::Shape, E, D>, D::Err>;
}

/// Applies what knows dfdx's tapes alone: without a tape, or with that of the pass if it records.
///
/// # Errors
/// Those of what is applied.
pub fn apply<S: Shape, E: Dtype, D: Device<E>>(
    pass: &mut Pass<E, D>,
    run: impl FnOnce() -> Result<Tensor<S, E, D>, D::Err>,
    record: impl FnOnce(OwnedTape<E, D>) -> Result<Tensor<S, E, D, OwnedTape<E, D>>, D::Err>,
) -> Result<Tensor<S, E, D>, D::Err> {
    match pass.tape.take() {
        None => run()?.try_contiguous(),
        Some(tape) => {
            let (y, tape) = record(tape)?.try_contiguous()?.split_tape();
            pass.tape = Some(tape);
            Ok(y)
        }
    }
}
