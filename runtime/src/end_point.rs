use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{HasErr, Storage, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use crate::Error;
use crate::nearest::nearest;
use crate::network::Network;
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Flat};

/// A value of the network `N` that can be asked for: an input, a layer's output, or what a `let` or an output names.
///
/// `network!` declares a type for each, in the module of the network: `digits::end_point::features::conv1`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no end point of `{N}`",
    label = "not an end point of this network",
    note = "the end points of a network are in its module: `digits::end_point` for `Digits`"
)]
pub trait EndPoint<N: Network>: 'static {
    /// The shape of a batch of it.
    type Shape<B: Dim>: Batched<Batch = B>;

    #[doc(hidden)]
    fn compute<B: Dim>(
        points: &mut Points<'_, N, B>,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<Value<N, Self::Shape<B>>, <N::Device as HasErr>::Err>;
}

pub(crate) type Value<N, S> = Tensor<S, <N as Network>::Dtype, <N as Network>::Device>;

/// An end point in a list: its name and its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndPointInfo {
    /// The scopes and the name: `features/conv1`.
    pub name: &'static str,
    /// The shape, per sample.
    pub shape: &'static [usize],
}

/// What an end point was for one batch, where its shape is not known to the compiler.
#[derive(Clone, Debug, PartialEq)]
pub struct Activation<E> {
    /// The shape; the batch comes first.
    pub shape: Vec<usize>,
    /// The elements, row by row.
    pub values: Vec<E>,
}

/// A network that takes inputs of the type `I`: a batch, or a tuple of batches.
///
/// For code that is generic over networks, such as a loss that compares two images by what a network sees in them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take `{I}`",
    note = "a network takes a batch of what it declares, or a tuple of such batches if it has several inputs"
)]
pub trait Takes<I>: Network {
    /// The batch dimension.
    type Batch: Dim;

    /// Takes inputs in, of which nothing is computed before it is asked for.
    ///
    /// # Errors
    /// If batch sizes differ, or the device fails.
    fn points(&self, inputs: &I) -> Result<Points<'_, Self, Self::Batch>, Error>;
}

/// The end points of a network for one batch: each is computed when it is asked for, out of what it needs.
///
/// ```
/// use netweave::prelude::*;
/// use netweave::Takes;
///
/// network! {
///     network Digits(image: [1, 8, 8]) -> [10] {
///         let features = image -> conv1: conv2d(16, kernel = 3) -> relu;
///         features -> flatten -> fc: linear(10)
///     }
/// }
///
/// let device = Cpu::default();
/// let net = Digits::<f32, Cpu>::build(&device);
/// let image: Tensor<Rank4<2, 1, 8, 8>, f32, _> = device.sample_normal();
/// let mut pass = Pass::inference(&device);
/// let mut points = net.points(&image)?;
/// let features = points.get(digits::end_point::features, &mut pass)?;
/// assert_eq!(features.shape().concrete(), [2, 16, 6, 6]);
/// # Ok::<(), Error>(())
/// ```
pub struct Points<'n, N: Network, B: Dim> {
    network: &'n N,
    batch: B,
    /// Each with its own type.
    inputs: Vec<Box<dyn Any>>,
    /// Values that more than one other is made of, or that were asked for.
    known: BTreeMap<TypeId, Flat<N::Dtype, N::Device>>,
}

impl<'n, N: Network, B: Dim> Points<'n, N, B> {
    /// Those of a batch, whose inputs come by [`Points::input`].
    #[doc(hidden)]
    pub fn new<S: Batched<Batch = B>, E>(network: &'n N, first: &Tensor<S, E, N::Device>) -> Self
    where
        N::Device: Storage<E>,
    {
        Self { network, batch: first.shape().batch(), inputs: Vec::new(), known: BTreeMap::new() }
    }

    /// Adds the next input.
    #[doc(hidden)]
    pub fn input<S: Shape>(&mut self, input: &Value<N, S>) -> Result<(), <N::Device as HasErr>::Err> {
        self.inputs.push(Box::new(input.clone().try_contiguous()?));
        Ok(())
    }

    /// Adds the next input, which holds indices.
    #[doc(hidden)]
    pub fn input_indices<S: Shape>(
        &mut self,
        input: &Tensor<S, usize, N::Device>,
    ) -> Result<(), <N::Device as HasErr>::Err> {
        self.inputs.push(Box::new(N::Device::contiguous_indices(input.clone())?));
        Ok(())
    }

    /// The network.
    #[doc(hidden)]
    pub fn network(&self) -> &'n N {
        self.network
    }

    /// An input with its own type, which generated code knows.
    #[doc(hidden)]
    pub fn received<T: Clone + 'static>(&self, index: usize) -> T {
        match self.inputs[index].downcast_ref::<T>() {
            Some(input) => input.clone(),
            None => unreachable!("inputs are taken in the order and with the types of their declaration"),
        }
    }

    /// Computes an end point, or finds it if it was asked for before. A pass that records, records it.
    ///
    /// # Errors
    /// The device's, and those of [`Pass::check`].
    pub fn get<P: EndPoint<N>>(
        &mut self,
        point: P,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<Value<N, P::Shape<B>>, Error> {
        let value = self.shared(point, pass).map_err(Error::device)?;
        pass.check()?;
        Ok(value)
    }

    /// A value that others are made of, too.
    #[doc(hidden)]
    pub fn shared<P: EndPoint<N>>(
        &mut self,
        point: P,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<Value<N, P::Shape<B>>, <N::Device as HasErr>::Err> {
        let value = self.once(point, pass)?;
        self.known.insert(TypeId::of::<P>(), storage::flat(&value)?);
        Ok(value)
    }

    /// A value that one other is made of, which need not be kept.
    #[doc(hidden)]
    pub fn once<P: EndPoint<N>>(
        &mut self,
        _: P,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<Value<N, P::Shape<B>>, <N::Device as HasErr>::Err> {
        match self.known.get(&TypeId::of::<P>()) {
            Some(known) => self.shaped(known.clone()),
            None => P::compute(self, pass),
        }
    }

    /// An end point without its type.
    #[doc(hidden)]
    pub fn activation<P: EndPoint<N>>(
        &mut self,
        point: P,
        pass: &mut Pass<N::Dtype, N::Device>,
    ) -> Result<Activation<N::Dtype>, Error> {
        let value = self.get(point, pass)?;
        Ok(Activation { shape: value.shape().concrete().into_iter().collect(), values: value.as_vec() })
    }

    fn shaped<S: Batched<Batch = B>>(
        &self,
        value: Flat<N::Dtype, N::Device>,
    ) -> Result<Value<N, S>, <N::Device as HasErr>::Err> {
        storage::shaped(value, S::with_batch(self.batch))
    }
}

/// The place of an end point in the list of a network.
#[doc(hidden)]
pub fn find<N: Network>(name: &str) -> Result<usize, Error> {
    let written = name.replace('.', "/");
    N::END_POINTS.iter().position(|point| point.name == written).ok_or_else(|| Error::NoEndPoint {
        network: N::NAME,
        name: name.to_owned(),
        nearest: nearest(name, N::END_POINTS.iter().map(|point| point.name.to_owned())),
    })
}
