//! What methods are given: tensors, by value or by reference, and what belongs to a network.
//!
//! A method asks for the shape, the batch, the element type and the device in bounds of their own, so that rustc says which of them is
//! another. They are of slices, `[f64]` for `f64`: of a type that it has still to find, rustc finds nothing out, but of a slice of it, it
//! does. `Itself: Sized` asks for nothing; where a bound has it, rustc writes the words of its trait and nothing about the method.

use std::any::Any;

use dfdx::dtypes::Unit;
use dfdx::shapes::{Dim, Shape};
use dfdx::tensor::{Storage, Tensor};

// Of a type that has none of these, rustc would write more than its words if they were not implemented through others.

/// A tensor, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "a network takes tensors, but is given `{Self}`",
    label = "not a tensor: make one by `device.tensor(..)`"
)]
pub trait Given {
    /// Its shape, the batch first.
    type Shape: ?Sized;
    /// Its element type.
    type Dtype: ?Sized;
    /// Where it is.
    type Device: ?Sized;

    /// The tensor, as one of the type that the bounds of a method ask for.
    #[doc(hidden)]
    fn given<S: Shape, E: Unit, D: Storage<E>>(&self) -> &Tensor<S, E, D>;
}

#[diagnostic::do_not_recommend]
impl<T: AsTensor> Given for T {
    type Shape = [T::Shape];
    type Dtype = [T::Dtype];
    type Device = [T::Device];

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

/// A shape of batches of samples of the shape `S`.
pub trait BatchOf<S> {
    /// The batch dimension.
    type Batch: ?Sized;
}

macro_rules! batch_of {
    ($($dimension:ident)*) => {
        impl<B: Dim, $($dimension: Dim),*> BatchOf<($($dimension,)*)> for [(B, $($dimension,)*)] {
            type Batch = [B];
        }
    };
}

batch_of!();
batch_of!(D1);
batch_of!(D1 D2);
batch_of!(D1 D2 D3);
batch_of!(D1 D2 D3 D4);
batch_of!(D1 D2 D3 D4 D5);

/// A batch dimension that is `B`.
#[diagnostic::on_unimplemented(
    message = "inputs and targets are of one batch size, but are given `[{B}]` and `{Self}`",
    label = "batches of `[{B}]` and of `{Self}`"
)]
pub trait OfBatch<B> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<B, T: Is<[B]> + ?Sized> OfBatch<B> for T {
    type Itself = ();
}

/// An element type that is `E`.
#[diagnostic::on_unimplemented(
    message = "the network takes a tensor of `[{E}]` here, but is given one of `{Self}`",
    label = "takes `[{E}]`, not `{Self}`"
)]
pub trait OfDtype<E> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<E, T: Is<[E]> + ?Sized> OfDtype<E> for T {
    type Itself = ();
}

/// A device that is `D`.
#[diagnostic::on_unimplemented(
    message = "the network is on `[{D}]`, but is given a tensor on `{Self}`",
    label = "takes tensors on `[{D}]`"
)]
pub trait OnDevice<D> {
    /// See [above](self).
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<D, T: Is<[D]> + ?Sized> OnDevice<D> for T {
    type Itself = ();
}

/// A type that is `T`.
pub trait Is<T: ?Sized> {
    /// The value.
    fn itself(self) -> T
    where
        Self: Sized,
        T: Sized;
}

impl<T: ?Sized> Is<T> for T {
    fn itself(self) -> T
    where
        T: Sized,
    {
        self
    }
}
