//! What the language does not have, as generated code applies it: modules of dfdx, functions, and other networks.

use std::marker::PhantomData;

use dfdx::nn::Module;
use dfdx::shapes::{Dim, HasShape, Shape, Unit};
use dfdx::tensor::{OwnedTape, PutTape, SplitTape, Storage, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use crate::given::{SliceOf, Sliced};
use crate::pass::{Id, Made, Pass, Value};
use crate::storage::{self, Batched, Device, Dtype, Flat, InPass};

/// What something of dfdx's is given: a value, or indices.
pub trait Argument<E: Dtype, D: Device<E>> {
    /// As a tensor.
    type Tensor: Clone;
    /// `usize` or `Const<N>`.
    type Batch: Dim;

    /// The batch dimension.
    fn batch(&self) -> Self::Batch;

    /// The tensor; `None` while nothing is computed.
    fn tensor(&self, pass: &Pass<E, D>) -> Result<Option<Self::Tensor>, D::Err>;

    /// The value with its tensor, if it is one that has a gradient.
    #[doc(hidden)]
    fn visit(&self, tensor: Option<&Self::Tensor>, visit: &mut Operands<E, D>) -> Result<(), D::Err>;
}

/// The values that something of dfdx's is given.
#[doc(hidden)]
pub struct Operands<E: Dtype, D: Device<E>> {
    ids: Vec<Id>,
    tensors: Vec<Flat<E, D>>,
}

impl<S: Batched, E: Dtype, D: Device<E>> Argument<E, D> for Value<S, E, D> {
    type Tensor = Tensor<S, E, D>;
    type Batch = S::Batch;

    fn batch(&self) -> S::Batch {
        self.shape().batch()
    }

    fn tensor(&self, pass: &Pass<E, D>) -> Result<Option<Self::Tensor>, D::Err> {
        pass.tensor(self)
    }

    fn visit(&self, tensor: Option<&Self::Tensor>, visit: &mut Operands<E, D>) -> Result<(), D::Err> {
        visit.ids.push(self.id());
        if let Some(tensor) = tensor {
            visit.tensors.push(storage::flat(tensor)?);
        }
        Ok(())
    }
}

impl<S: Batched, E: Dtype, D: Device<E>> Argument<E, D> for Tensor<S, usize, D> {
    type Tensor = Self;
    type Batch = S::Batch;

    fn batch(&self) -> S::Batch {
        self.shape().batch()
    }

    fn tensor(&self, pass: &Pass<E, D>) -> Result<Option<Self>, D::Err> {
        Ok(pass.is_running().then(|| self.clone()))
    }

    fn visit(&self, _: Option<&Self>, _: &mut Operands<E, D>) -> Result<(), D::Err> {
        Ok(())
    }
}

/// What a function is given: several values and indices.
pub trait Arguments<E: Dtype, D: Device<E>> {
    /// As tensors.
    type Tensors: Clone;
    /// `usize` or `Const<N>`.
    type Batch: Dim;

    /// The batch dimension of the first.
    fn batch(&self) -> Self::Batch;

    /// The tensors; `None` while nothing is computed.
    fn tensors(&self, pass: &Pass<E, D>) -> Result<Option<Self::Tensors>, D::Err>;

    /// The values among them.
    #[doc(hidden)]
    fn visit(&self, tensors: Option<&Self::Tensors>, visit: &mut Operands<E, D>) -> Result<(), D::Err>;
}

macro_rules! arguments {
    ($(($first:ident $($other:ident $index:tt)*))*) => {$(
        #[allow(non_snake_case)]
        impl<E: Dtype, D: Device<E>, $first: Argument<E, D>, $($other: Argument<E, D>),*> Arguments<E, D>
            for (&$first, $(&$other,)*)
        {
            type Tensors = ($first::Tensor, $($other::Tensor,)*);
            type Batch = $first::Batch;

            fn batch(&self) -> Self::Batch {
                self.0.batch()
            }

            fn tensors(&self, pass: &Pass<E, D>) -> Result<Option<Self::Tensors>, D::Err> {
                let ($first, $($other,)*) = self;
                let Some($first) = $first.tensor(pass)? else { return Ok(None) };
                $(let Some($other) = $other.tensor(pass)? else { return Ok(None) };)*
                Ok(Some(($first, $($other,)*)))
            }

            fn visit(&self, tensors: Option<&Self::Tensors>, visit: &mut Operands<E, D>) -> Result<(), D::Err> {
                self.0.visit(tensors.map(|tensors| &tensors.0), visit)?;
                $(self.$index.visit(tensors.map(|tensors| &tensors.$index), visit)?;)*
                Ok(())
            }
        }
    )*};
}

arguments! {
    (A0)
    (A0 A1 1)
    (A0 A1 1 A2 2)
    (A0 A1 1 A2 2 A3 3)
    (A0 A1 1 A2 2 A3 3 A4 4)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9 A10 10)
    (A0 A1 1 A2 2 A3 3 A4 4 A5 5 A6 6 A7 7 A8 8 A9 9 A10 10 A11 11)
}

/// A dfdx module that `module(..)` can put into a network: it is applied through `&self`, with a tape and without one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be applied to a batch of shape `{S}` in a network",
    label = "not a module that takes this through `&self`, with a tape and without one",
    note = "modules that change while they are trained, such as dfdx's `Dropout` and `BatchNorm2D`, have layers instead: `dropout(0.5)`, `batch_norm`"
)]
pub trait Layer<S: Shape, F: Unit, O: Shape, E: Dtype, D: Device<E> + Storage<F>> {
    /// Applies it.
    fn apply<X: Argument<E, D, Tensor = Tensor<S, F, D>>>(
        &self,
        x: &X,
        pass: &mut Pass<E, D>,
    ) -> Result<Unstated<O, X::Batch>, D::Err>;
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
    fn apply<X: Argument<E, D, Tensor = Tensor<S, F, D>>>(
        &self,
        x: &X,
        pass: &mut Pass<E, D>,
    ) -> Result<Unstated<O, X::Batch>, D::Err> {
        let (run, record) = (|(x,)| self.try_forward(x), |tape, (x,): (X::Tensor,)| self.try_forward(x.put_tape(tape)));
        let id = step(pass, &(x,), run, record)?;
        Ok(Unstated { id, batch: x.batch(), shape: PhantomData })
    }
}

/// The output of a module before its shape is compared with the one that was stated.
pub struct Unstated<O, B> {
    id: Id,
    batch: B,
    shape: PhantomData<fn() -> O>,
}

/// A shape that is the one that was stated for it.
#[diagnostic::on_unimplemented(
    message = "the output is a batch of shape `{Self}`, but `{S}` is stated",
    label = "this is not the shape of the output"
)]
pub trait Stated<S: Shape>: Shape {
    /// What a module has made, with the shape that was stated.
    fn stated<B: Dim, E: Dtype, D: Device<E>>(output: Unstated<Self, B>, pass: &mut Pass<E, D>) -> Value<S, E, D>
    where
        S: InPass<Batch = B>;

    /// What another network has made, with the shape that was stated.
    fn value<E, D>(output: Value<Self, E, D>) -> Value<S, E, D>;

    /// What a function has made, with the shape that was stated.
    fn tensor<E, D: Storage<E>, T>(output: Tensor<Self, E, D, T>) -> Tensor<S, E, D, T>;
}

impl<S: Shape> Stated<S> for S {
    fn stated<B: Dim, E: Dtype, D: Device<E>>(output: Unstated<S, B>, pass: &mut Pass<E, D>) -> Value<S, E, D>
    where
        S: InPass<Batch = B>,
    {
        let shape: S = pass.shape(output.batch);
        pass.state(output.id, shape.num_elements());
        Value::new(output.id, shape)
    }

    fn value<E, D>(output: Value<S, E, D>) -> Value<S, E, D> {
        output
    }

    fn tensor<E, D: Storage<E>, T>(output: Tensor<S, E, D, T>) -> Tensor<S, E, D, T> {
        output
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

/// A [slice](Sliced) of a network `N` that runs as a layer of another. Of the network itself, rustc would show what it takes instead.
#[diagnostic::on_unimplemented(
    message = "`{N}` is not a network with one output that takes `{I}`",
    label = "not a network of one output that takes this"
)]
pub trait NestedIn<N, I, E: Dtype, D: Device<E>> {
    /// See [`given`](crate::given).
    type Itself;
    /// The shape of its output.
    type Shape: Shape;

    /// Runs the network.
    fn nested(network: &N, inputs: I, pass: &mut Pass<E, D>) -> Result<Value<Self::Shape, E, D>, D::Err>;
}

#[diagnostic::do_not_recommend]
impl<N: Nested<I, E, D>, I, E: Dtype, D: Device<E>, T: SliceOf<N> + ?Sized> NestedIn<N, I, E, D> for T {
    type Itself = ();
    type Shape = N::Shape;

    fn nested(network: &N, inputs: I, pass: &mut Pass<E, D>) -> Result<Value<N::Shape, E, D>, D::Err> {
        network.nested(inputs, pass)
    }
}

/// Runs a network as a layer of another.
///
/// # Errors
/// Those of the network.
pub fn nested<I, N, E, D>(
    network: &N,
    inputs: I,
    pass: &mut Pass<E, D>,
) -> Result<Value<<N::Slice as NestedIn<N, I, E, D>>::Shape, E, D>, D::Err>
where
    N: Sliced<Slice: NestedIn<N, I, E, D, Itself: Sized>>,
    E: Dtype,
    D: Device<E>,
{
    N::Slice::nested(network, inputs, pass)
}

/// A network that runs as a layer of another, on the pass of that.
pub trait Nested<I, E: Dtype, D: Device<E>> {
    /// The shape of its output.
    type Shape: Shape;

    /// Runs the network.
    fn nested(&self, inputs: I, pass: &mut Pass<E, D>) -> Result<Value<Self::Shape, E, D>, D::Err>;
}

/// Applies what knows dfdx's tensors and tapes alone: without a tape, or with one if gradients go back through it.
///
/// # Errors
/// Those of what is applied.
pub fn apply<A, S, E, D>(
    pass: &mut Pass<E, D>,
    arguments: A,
    run: impl FnOnce(A::Tensors) -> Result<Tensor<S, E, D>, D::Err>,
    record: impl FnOnce(OwnedTape<E, D>, A::Tensors) -> Result<Tensor<S, E, D, OwnedTape<E, D>>, D::Err>,
) -> Result<Value<S, E, D>, D::Err>
where
    A: Arguments<E, D>,
    S: InPass<Batch = A::Batch>,
    E: Dtype,
    D: Device<E>,
{
    let shape: S = pass.shape(arguments.batch());
    let id = step(pass, &arguments, run, record)?;
    pass.state(id, shape.num_elements());
    Ok(Value::new(id, shape))
}

/// A step of the pass that dfdx does.
fn step<A: Arguments<E, D>, S: Shape, E: Dtype, D: Device<E>>(
    pass: &mut Pass<E, D>,
    arguments: &A,
    run: impl FnOnce(A::Tensors) -> Result<Tensor<S, E, D>, D::Err>,
    record: impl FnOnce(OwnedTape<E, D>, A::Tensors) -> Result<Tensor<S, E, D, OwnedTape<E, D>>, D::Err>,
) -> Result<Id, D::Err> {
    let tensors = arguments.tensors(pass)?;
    let mut operands = Operands { ids: Vec::new(), tensors: Vec::new() };
    arguments.visit(tensors.as_ref(), &mut operands)?;
    let Operands { ids, tensors: inputs } = operands;
    pass.foreign(&ids, |tape| {
        let Some(tensors) = tensors else { return Ok(None) };
        let (output, tape) = match tape {
            None => (run(tensors)?.try_contiguous()?, None),
            Some(tape) => {
                let (output, tape) = record(tape, tensors)?.try_contiguous()?.split_tape();
                (output, Some(tape))
            }
        };
        Ok(Some(Made { inputs, output: storage::flat(&output)?, tape }))
    })
}
