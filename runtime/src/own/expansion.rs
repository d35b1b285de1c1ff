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

/// A layer with [`Forward`] for samples of the shape `S`. Of one without, rustc says less than if [`forward`] asked for that itself.
pub trait Applied<S: Sample, E: Dtype, D: Device<E>> {
    /// The shape of what comes out, per sample.
    type Output: Sample;

    /// [`Forward::forward`].
    fn apply<'p>(&self, x: Batch<'p, S, E, D>) -> Batch<'p, Self::Output, E, D>;
}

#[diagnostic::do_not_recommend]
impl<S: Sample, E: Dtype, D: Device<E>, L: Forward<S, E, D>> Applied<S, E, D> for L {
    type Output = L::Output;

    fn apply<'p>(&self, x: Batch<'p, S, E, D>) -> Batch<'p, L::Output, E, D> {
        self.forward(x)
    }
}

/// Applies a layer of a user's to a value whose samples are of the shape `S`.
///
/// # Errors
/// The device's, when memory runs out.
pub fn forward<S, X, L, E, D>(
    layer: &L,
    x: &Value<X, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Made<L::Output, X::Batch, L>, D::Err>
where
    S: Sample,
    X: Batched,
    L: Applied<S, E, D>,
    E: Dtype,
    D: Device<E>,
{
    let batch = x.shape().batch();
    let trace = Trace::new(pass);
    let output = layer.apply(Batch::enter(x.id(), batch.size(), &trace));
    let id = output.for_samples(batch.size()).id();
    trace.error().map_or(Ok(Made { id, batch, shape: PhantomData }), Err)
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
