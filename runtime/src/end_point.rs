use std::any::{Any, TypeId};

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{HasErr, Storage, Tensor};

use crate::Error;
use crate::axis::Sizes;
use crate::nearest::nearest;
use crate::network::Network;
use crate::pass::{Pass, Seen, Settings, Value};
use crate::storage::{Device, Dtype, InPass};

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
    type Shape<B: Dim>: Shape;
    /// The same in a pass.
    #[doc(hidden)]
    type Within<B: Dim>: InPass<Batch = B>;

    #[doc(hidden)]
    fn compute<B: Dim>(
        points: &mut Points<'_, N, B>,
        pass: &mut PassOf<N>,
    ) -> Result<ValueOf<N, Self::Within<B>>, ErrorOf<N>>;
}

/// A value in a pass through a network.
pub(crate) type ValueOf<N, S> = Value<S, <N as Network>::Dtype, <N as Network>::Device>;
/// A pass through a network.
type PassOf<N> = Pass<<N as Network>::Dtype, <N as Network>::Device>;
/// What a network's device gives for an error.
type ErrorOf<N> = <<N as Network>::Device as HasErr>::Err;

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

impl<E: Dtype> Activation<E> {
    /// Takes the elements of a tensor out.
    pub fn of<S: Shape, D: Device<E>>(tensor: Tensor<S, E, D>) -> Self {
        Self { shape: tensor.shape().concrete().into(), values: tensor.as_vec() }
    }
}

/// A network that takes inputs of the type `I`: a batch, or a tuple of batches.
///
/// For code that is generic over networks, such as a loss that compares two images by what a network sees in them.
///
/// ```
/// use netweave::prelude::*;
/// use netweave::{EndPoint, Takes};
///
/// network! {
///     network Digits(image: [1, 8, 8]) -> [10] {
///         let features = image -> conv1: conv2d(16, kernel = 3) -> relu;
///         features -> flatten -> fc: linear(10)
///     }
/// }
///
/// /// The sum over an end point of any network.
/// fn sum<N: Takes<I, Dtype = f32>, I, P: EndPoint<N>>(net: &N, point: P, inputs: &I) -> Result<f32, Error> {
///     Ok(net.activation(point, inputs)?.as_vec().iter().sum())
/// }
///
/// let device = Cpu::default();
/// let net = Digits::<f32, Cpu>::build(&device);
/// let image: Tensor<Rank4<2, 1, 8, 8>, f32, _> = device.sample_normal();
/// assert!(sum(&net, digits::end_point::features, &image)? > 0.0);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take `{I}`",
    note = "a network takes a batch of what it declares, or a tuple of such batches if it has several inputs"
)]
pub trait Takes<I>: Network {
    /// The batch dimension.
    type Batch: Dim;
    /// The inputs in a pass.
    type Values;

    /// The batch dimension of some inputs.
    ///
    /// # Errors
    /// [`Error::Batch`] if batch sizes differ.
    #[doc(hidden)]
    fn batch(inputs: &I) -> Result<Self::Batch, Error>;

    /// How large the axes of the network are in some inputs.
    ///
    /// # Errors
    /// [`Error::AxisSize`] if inputs differ along one.
    #[doc(hidden)]
    fn sizes(_: &I) -> Result<Sizes, Error> {
        Ok(Sizes::default())
    }

    /// The device of some inputs.
    #[doc(hidden)]
    fn device(inputs: &I) -> &Self::Device;

    /// Takes the samples that a pass is for into it, and gives the end points for them.
    #[doc(hidden)]
    fn enter(&self, inputs: &I, pass: &mut PassOf<Self>) -> Result<Points<'_, Self, usize>, ErrorOf<Self>>;

    /// The end points for some inputs, of which nothing is computed before it is asked for.
    #[doc(hidden)]
    fn points(
        &self,
        inputs: &Self::Values,
        batch: Self::Batch,
        pass: &mut PassOf<Self>,
    ) -> Points<'_, Self, Self::Batch>;

    /// Runs the network as far as an end point needs it: running statistics, no dropout.
    ///
    /// # Errors
    /// If batch sizes differ, or the device fails.
    #[allow(clippy::type_complexity)]
    fn activation<P: EndPoint<Self>>(
        &self,
        point: P,
        inputs: &I,
    ) -> Result<Tensor<P::Shape<Self::Batch>, Self::Dtype, Self::Device>, Error>
    where
        Self: Sized,
    {
        self.activation_by(&Settings::default(), point, inputs)
    }

    /// The same, with settings of the pass.
    #[doc(hidden)]
    #[allow(clippy::type_complexity)]
    fn activation_by<P: EndPoint<Self>>(
        &self,
        settings: &Settings,
        point: P,
        inputs: &I,
    ) -> Result<Tensor<P::Shape<Self::Batch>, Self::Dtype, Self::Device>, Error>
    where
        Self: Sized,
    {
        let batch = Self::batch(inputs)?.size();
        let settings = settings.at(Self::sizes(inputs)?);
        self.passes()
            .end_point(&settings, &point, Self::device(inputs), batch, |pass| self.enter(inputs, pass)?.get::<P>(pass))
    }
}

/// The end points of a network for one batch: each is computed when it is asked for, out of what it needs.
pub struct Points<'n, N: Network, B: Dim> {
    network: &'n N,
    batch: B,
    /// Tells this application of the network from others in the pass, which remembers what was computed.
    application: usize,
    inputs: usize,
    /// Inputs that are indices, each with its own type.
    indices: Vec<(usize, Box<dyn Any>)>,
}

#[doc(hidden)]
impl<'n, N: Network, B: Dim> Points<'n, N, B> {
    /// Those of a batch, whose inputs come by [`Points::input`].
    pub fn new(network: &'n N, batch: B, pass: &mut PassOf<N>) -> Self {
        Self { network, batch, application: pass.application(), inputs: 0, indices: Vec::new() }
    }

    /// Adds the next input.
    pub fn input<S: Shape>(&mut self, input: &ValueOf<N, S>, pass: &mut PassOf<N>) {
        pass.remember(self.application, Seen::Input(self.inputs), input.id());
        self.inputs += 1;
    }

    /// Adds the next input, which holds indices.
    pub fn input_indices<S: Shape>(&mut self, input: &Tensor<S, usize, N::Device>)
    where
        N::Device: Storage<usize>,
    {
        self.indices.push((self.inputs, Box::new(input.clone())));
        self.inputs += 1;
    }

    /// The network.
    pub fn network(&self) -> &'n N {
        self.network
    }

    /// An input.
    pub fn received<S: InPass<Batch = B>>(&self, index: usize, pass: &PassOf<N>) -> ValueOf<N, S> {
        match pass.known(self.application, Seen::Input(index)) {
            Some(id) => Value::new(id, pass.shape(self.batch)),
            None => unreachable!("inputs are taken in the order of their declaration"),
        }
    }

    /// An input that holds indices, with its own type, which generated code knows.
    pub fn received_indices<T: Clone + 'static>(&self, index: usize) -> T {
        let found = self.indices.iter().find(|(input, _)| *input == index);
        match found.and_then(|(_, indices)| indices.downcast_ref::<T>()) {
            Some(indices) => indices.clone(),
            None => unreachable!("inputs are taken in the order and with the types of their declaration"),
        }
    }

    /// Computes an end point, or finds it if it was asked for before.
    ///
    /// # Errors
    /// The device's.
    pub fn get<P: EndPoint<N>>(&mut self, pass: &mut PassOf<N>) -> Result<ValueOf<N, P::Within<B>>, ErrorOf<N>> {
        let seen = Seen::Point(TypeId::of::<P>());
        match pass.known(self.application, seen) {
            Some(id) => Ok(Value::new(id, pass.shape(self.batch))),
            None => {
                let value = P::compute(self, pass)?;
                pass.remember(self.application, seen, value.id());
                Ok(value)
            }
        }
    }

    /// A value that others are made of, too.
    pub fn shared<P: EndPoint<N>>(
        &mut self,
        _: P,
        pass: &mut PassOf<N>,
    ) -> Result<ValueOf<N, P::Within<B>>, ErrorOf<N>> {
        self.get::<P>(pass)
    }

    /// A value that one other is made of, which need not be remembered.
    pub fn once<P: EndPoint<N>>(&mut self, _: P, pass: &mut PassOf<N>) -> Result<ValueOf<N, P::Within<B>>, ErrorOf<N>> {
        match pass.known(self.application, Seen::Point(TypeId::of::<P>())) {
            Some(id) => Ok(Value::new(id, pass.shape(self.batch))),
            None => P::compute(self, pass),
        }
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
