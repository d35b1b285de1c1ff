//! What methods are given: tensors, by value or by reference, and what belongs to a network.
//!
//! A method asks for the shape, the batch, the element type and the device in bounds of their own, so that rustc says which of them is
//! another. They are of slices, `[f64]` for `f64`: of a type that it has still to find, rustc finds nothing out, but of a slice of it, it
//! does. `Itself: Sized` asks for nothing; where a bound has it, rustc writes the words of its trait and nothing about the method.

use std::any::Any;

use dfdx::dtypes::Unit;
use dfdx::shapes::{Dim, Shape};
use dfdx::tensor::{OwnedTape, Storage, Tensor};

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
    type Shape = T::Shape;
    type Dtype = T::Dtype;
    type Device = T::Device;

    fn given<S: Shape, E: Unit, D: Storage<E>>(&self) -> &Tensor<S, E, D> {
        match self.as_tensor().and_then(<dyn Any>::downcast_ref) {
            Some(tensor) => tensor,
            None => unreachable!("a method has compared the types of what it is given"),
        }
    }
}

/// The same, without words for what is none.
pub trait AsTensor {
    /// Its shape.
    type Shape: ?Sized;
    /// Its element type.
    type Dtype: ?Sized;
    /// Where it is.
    type Device: ?Sized;

    /// The tensor, if it is one.
    fn as_tensor(&self) -> Option<&dyn Any>;
}

macro_rules! tensors {
    ($($tensor:ty)*) => {
        $(
            impl<S: Shape, E: Unit, D: Storage<E>> AsTensor for $tensor {
                type Shape = [S];
                type Dtype = [E];
                type Device = [D];

                fn as_tensor(&self) -> Option<&dyn Any> {
                    let tensor: &Tensor<S, E, D> = self;
                    Some(tensor)
                }
            }
        )*
    };
}

tensors!(Tensor<S, E, D> &Tensor<S, E, D> &mut Tensor<S, E, D> &&Tensor<S, E, D>);

/// A tensor that is inside of something else, in the words of an error.
pub struct Batch;

/// A tensor with a tape, in the words of an error.
pub struct WithTape;

// What has a tensor in it, and is none: its shape is one that nothing takes, and shorter to write than its type.
macro_rules! around {
    ($([$($other:ident)?] $around:ty: $shape:ty;)*) => {
        $(
            impl<S: Shape, E: Unit, D: Storage<E>, $($other)?> AsTensor for $around {
                type Shape = $shape;
                type Dtype = [E];
                type Device = [D];

                fn as_tensor(&self) -> Option<&dyn Any> {
                    None
                }
            }
        )*
    };
}

around! {
    [] Option<Tensor<S, E, D>>: Option<Batch>;
    [P] Result<Tensor<S, E, D>, P>: Result<Batch, P>;
    [] Vec<Tensor<S, E, D>>: Vec<Batch>;
    [] &Vec<Tensor<S, E, D>>: Vec<Batch>;
    [] Tensor<S, E, D, OwnedTape<E, D>>: WithTape;
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

/// Any type, for bounds on a slice of it: of a struct of the user's, rustc would show the lines as well.
pub trait Sliced: Sized {
    /// A slice of it.
    type Slice: ?Sized + SliceOf<Self>;
}

impl<T> Sliced for T {
    type Slice = [T];
}

/// A slice of `T`.
pub trait SliceOf<T> {}

impl<T> SliceOf<T> for [T] {}

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
