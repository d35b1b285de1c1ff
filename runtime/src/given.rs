//! What methods are given: tensors, by value or by reference, and what belongs to a network.
//!
//! A method asks for the shape, the batch, the element type and the device in bounds of their own, so that rustc says which of them is
//! another. `Itself: Sized` asks for nothing; where a bound has it, rustc writes the words of its trait and nothing about the method.

use std::any::Any;

use dfdx::dtypes::Unit;
use dfdx::shapes::Shape;
use dfdx::tensor::{Storage, Tensor};

// Of a type that has none of these, rustc would write more than its words if they were not implemented through others.

/// A tensor, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "a network takes tensors, but is given `{Self}`",
    label = "not a tensor: make one by `device.tensor(..)`"
)]
pub trait Given {
    /// Its shape, the batch first.
    type Shape: Shape;
    /// Its element type.
    type Dtype: Unit;
    /// Where it is.
    type Device: Storage<Self::Dtype>;

    /// The tensor, as one of the type that the bounds of a method ask for.
    #[doc(hidden)]
    fn given<S: Shape, E: Unit, D: Storage<E>>(&self) -> &Tensor<S, E, D>;
}

#[diagnostic::do_not_recommend]
impl<T: AsTensor> Given for T {
    type Shape = T::Shape;
    type Dtype = T::Dtype;
    type Device = T::Device;

    fn given<S: Shape, E: Unit, D: Storage<E>>(&self) -> &Tensor<S, E, D> {
        let tensor: &dyn Any = self.as_tensor();
        match tensor.downcast_ref() {
            Some(tensor) => tensor,
            None => unreachable!("a method has compared the types of what it is given"),
        }
    }
}

/// The same, without words for what is none.
pub trait AsTensor {
    /// Its shape.
    type Shape: Shape;
    /// Its element type.
    type Dtype: Unit;
    /// Where it is.
    type Device: Storage<Self::Dtype>;

    /// The tensor.
    fn as_tensor(&self) -> &Tensor<Self::Shape, Self::Dtype, Self::Device>;
}

impl<S: Shape, E: Unit, D: Storage<E>> AsTensor for Tensor<S, E, D> {
    type Shape = S;
    type Dtype = E;
    type Device = D;

    fn as_tensor(&self) -> &Self {
        self
    }
}

impl<S: Shape, E: Unit, D: Storage<E>> AsTensor for &Tensor<S, E, D> {
    type Shape = S;
    type Dtype = E;
    type Device = D;

    fn as_tensor(&self) -> &Tensor<S, E, D> {
        self
    }
}

/// A batch dimension that is `B`.
#[diagnostic::on_unimplemented(
    message = "inputs and targets are of one batch size, but are given `{B}` and `{Self}`",
    label = "batches of `{B}` and of `{Self}`"
)]
pub trait OfBatch<B>: Is<B> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<B, T: Is<B>> OfBatch<B> for T {
    type Itself = T;
}

/// An element type that is `E`.
#[diagnostic::on_unimplemented(
    message = "the network takes a tensor of `{E}` here, but is given one of `{Self}`",
    label = "takes `{E}`, not `{Self}`"
)]
pub trait OfDtype<E>: Is<E> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<E, T: Is<E>> OfDtype<E> for T {
    type Itself = T;
}

/// A device that is `D`.
#[diagnostic::on_unimplemented(
    message = "the network is on `{D}`, but is given a tensor on `{Self}`",
    label = "takes tensors on `{D}`"
)]
pub trait OnDevice<D>: Is<D> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<D, T: Is<D>> OnDevice<D> for T {
    type Itself = T;
}

/// A type that is `T`.
pub trait Is<T> {
    /// The value.
    fn itself(self) -> T;
}

impl<T> Is<T> for T {
    fn itself(self) -> T {
        self
    }
}
