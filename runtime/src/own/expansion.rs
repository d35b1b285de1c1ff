//! The names that `network!` and `#[derive(Layer)]` write into their expansions. Not for use by hand.

use std::marker::PhantomData;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::Tensor;

use super::batch::Trace;
use super::{Batch, Forward, Layer, Sample};
use crate::init::Initializer;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

pub use dfdx::nn::{BuildOnDevice, ModuleVisitor, TensorCollection, TensorOptions};
pub use std::marker::PhantomData as Nothing;
pub use std::option::Option;
pub use std::result::Result;

pub use dfdx::dtypes::Dtype as DfdxDtype;
pub use dfdx::tensor_ops::Device as DfdxDevice;

pub use super::{Activation, Held, Part};
pub use crate::structure::Kinds;

/// A layer with variables of this element type, on this device.
pub type On<L, E, D> = <L as Layer>::On<E, D>;

/// What a layer has made, before its shape is compared with the one that goes on.
pub struct Made<O, B, L> {
    id: Id,
    batch: B,
    shape: PhantomData<fn(&L) -> O>,
}

/// What applies a layer `L` with [`Forward`] for samples of the shape `S`. Of the layer itself, rustc would show the struct, or the
/// `Forward` that it has.
#[diagnostic::on_unimplemented(
    message = "`{L}` is no layer for a sample of shape `{S}`",
    label = "it has no `Forward` for this shape",
    note = "write `impl Forward<Rank3<C, H, W>, E, D> for {L}` with the shape of what flows in, or send it another value"
)]
pub trait Applied<L, S: Sample, E: Dtype, D: Device<E>, M> {
    /// The shape of what comes out, per sample.
    type Output: Sample;

    /// Applies it.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    fn apply<X: Batched>(
        self,
        layer: &L,
        x: &Value<X, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Made<Self::Output, X::Batch, L>, D::Err>;
}

/// What applies layers.
pub struct Apply;

/// What a layer does by its [`Forward`].
pub struct Forwards;

#[diagnostic::do_not_recommend]
impl<L: Forward<S, E, D>, S: Sample, E: Dtype, D: Device<E>> Applied<L, S, E, D, Forwards> for Apply {
    type Output = L::Output;

    fn apply<X: Batched>(
        self,
        layer: &L,
        x: &Value<X, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Made<L::Output, X::Batch, L>, D::Err> {
        let batch = x.shape().batch();
        let trace = Trace::new(pass);
        let output = layer.forward(Batch::enter(x.id(), batch.size(), &trace));
        let id = output.for_samples(batch.size()).id();
        trace.error().map_or(Ok(Made { id, batch, shape: PhantomData }), Err)
    }
}

/// What no layer has. Of two ways to be applied rustc looks which one is there, and stays with the words of [`Applied`] where none is; of
/// one, it asks what comes out of it, and speaks of that.
pub trait Nowhere {
    /// Nothing.
    type Output: Sample;
    /// Nothing.
    fn never(&self) -> !;
}

#[diagnostic::do_not_recommend]
impl<L: Nowhere, S: Sample, E: Dtype, D: Device<E>> Applied<L, S, E, D, ()> for Apply {
    type Output = L::Output;

    fn apply<X: Batched>(
        self,
        layer: &L,
        _: &Value<X, E, D>,
        _: &mut Pass<E, D>,
    ) -> Result<Made<L::Output, X::Batch, L>, D::Err> {
        layer.never()
    }
}

/// A shape that a layer gives, and that was stated for it.
#[diagnostic::on_unimplemented(
    message = "`{L}` gives samples of shape `{Self}`, but `{S}` is stated",
    label = "this is not the shape of the output"
)]
pub trait Stated<S, L> {
    /// The output with the shape that was stated.
    fn stated<X: InPass, E: Dtype, D: Device<E>>(made: Made<Self, X::Batch, L>, pass: &Pass<E, D>) -> Value<X, E, D>
    where
        Self: Sized;
}

impl<S: Shape, L> Stated<S, L> for S {
    fn stated<X: InPass, E: Dtype, D: Device<E>>(made: Made<S, X::Batch, L>, pass: &Pass<E, D>) -> Value<X, E, D> {
        Value::new(made.id, pass.shape(made.batch))
    }
}

/// A shape that a layer keeps.
#[diagnostic::on_unimplemented(
    message = "`{L}` gives samples of shape `{Self}`, but takes `{S}`: where the shape changes, it is stated",
    label = "write the shape that comes out behind it: `-> [..]`"
)]
pub trait Kept<S, L> {
    /// The output with the shape that was kept.
    fn kept<X: InPass, E: Dtype, D: Device<E>>(made: Made<Self, X::Batch, L>, pass: &Pass<E, D>) -> Value<X, E, D>
    where
        Self: Sized;
}

impl<S: Shape, L> Kept<S, L> for S {
    fn kept<X: InPass, E: Dtype, D: Device<E>>(made: Made<S, X::Batch, L>, pass: &Pass<E, D>) -> Value<X, E, D> {
        <S as Stated<S, L>>::stated(made, pass)
    }
}

/// Fills a variable of a layer. Its first axis is that of the outputs, its second that of the inputs, and what follows is a
/// kernel, as PyTorch counts them; a vector has as many inputs as outputs.
///
/// # Errors
/// The device's.
pub fn fill<I: Initializer, S: Shape, E: Dtype, D: DfdxDevice<E>>(
    variable: &mut Tensor<S, E, D>,
) -> Result<(), D::Err> {
    let sizes = variable.shape().concrete().into_iter().collect::<Vec<usize>>();
    let (fan_in, fan_out) = match sizes.as_slice() {
        [] => (1, 1),
        [size] => (*size, *size),
        [outputs, inputs, kernel @ ..] => {
            let kernel = kernel.iter().product::<usize>();
            (inputs * kernel, outputs * kernel)
        }
    };
    I::fill(variable, fan_in, fan_out)
}

/// What a layer holds, or a part of a network that is one.
pub trait Holds {
    /// Its variables.
    const HELD: &'static [Held];
}

#[diagnostic::do_not_recommend]
impl<L: Layer> Holds for L {
    const HELD: &'static [Held] = L::HELD;
}

#[diagnostic::do_not_recommend]
impl<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> Holds for Part<A, E, D> {
    const HELD: &'static [Held] = A::HELD;
}

/// What a field holds, by the way to it.
pub const fn held<N, L: Holds>(_: fn(&N) -> &L) -> &'static [Held] {
    L::HELD
}

/// What a layer inside of another holds.
pub const fn inside<L: Layer>() -> &'static [Held] {
    L::HELD
}

/// The number of elements of a variable.
pub const fn elements<S: Sample>() -> usize {
    crate::shape::product(S::SIZES)
}
