use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection};
use dfdx::tensor_ops::Device as DfdxDevice;

use super::{Batch, Forward, Layer, Sample};
use crate::storage::{Device, Dtype};

/// A layer for every shape, which it keeps. A network may be generic in it: `network Unet<A: Activation>(..)`.
///
/// ```
/// use netweave::own::*;
/// use netweave::prelude::*;
///
/// /// `x · sigmoid(1.702 · x)`.
/// #[derive(Clone, Debug, Layer)]
/// pub struct QuickGelu;
///
/// impl Activation for QuickGelu {
///     fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(_: &Self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
///         x * (x * 1.702).sigmoid()
///     }
/// }
///
/// network! {
///     network Mlp<A: Activation>(x: [4]) -> [2] {
///         x -> fc1: linear(8) -> act: layer(A) -> fc2: linear(2)
///     }
/// }
///
/// let net = Mlp::<QuickGelu>::build(&Cpu::default());
/// assert_eq!(net.forward(Cpu::default().zeros::<Rank2<1, 4>>()).shape().concrete(), [1, 2]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an activation",
    label = "not a layer for every shape",
    note = "write `impl Activation for {Self}`, as in the chapter \"Your own layer\" of the book"
)]
pub trait Activation: Layer {
    /// Computes it; `layer` holds its variables, if it has any.
    fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(
        layer: &Self::On<E, D>,
        x: Batch<'p, S, E, D>,
    ) -> Batch<'p, S, E, D>;
}

#[diagnostic::do_not_recommend]
impl<A, S, E, D> Forward<S, E, D> for A
where
    A: Activation<On<E, D> = A>,
    S: Sample,
    E: Dtype,
    D: Device<E>,
{
    type Output = S;

    fn forward<'p>(&self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
        A::activate(self, x)
    }
}

/// A layer that a network is generic in. It stands for the layer itself: `net.act.slope`.
pub struct Part<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> {
    /// The layer.
    pub held: A::On<E, D>,
}

impl<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> Clone for Part<A, E, D> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone() }
    }
}

impl<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> Debug for Part<A, E, D> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.held.fmt(formatter)
    }
}

impl<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> Deref for Part<A, E, D> {
    type Target = A::On<E, D>;

    fn deref(&self) -> &Self::Target {
        &self.held
    }
}

impl<A: Layer, E: DfdxDtype, D: DfdxDevice<E>> DerefMut for Part<A, E, D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.held
    }
}

impl<A: Layer, E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Part<A, E, D> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Part<A, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        A::visit(visitor)
    }
}

#[diagnostic::do_not_recommend]
impl<A: Activation, S: Sample, E: Dtype, D: Device<E>> Forward<S, E, D> for Part<A, E, D> {
    type Output = S;

    fn forward<'p>(&self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
        A::activate(&self.held, x)
    }
}
