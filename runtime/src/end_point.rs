use std::iter::once;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{HasErr, Tensor};

use crate::Error;
use crate::axis::Sizes;
use crate::nearest::nearest;
use crate::network::Network;
use crate::pass::{Pass, Results, Settings};
use crate::receptive_field::ReceptiveField;
use crate::storage::{Device, Dtype, InPass, OfSample};

/// A value of the network `N` that can be asked for: an input, a layer's output, or what a `let` or an output names.
///
/// `network!` declares a type for each, in the module of the network: `digits::end_point::features::conv1`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no end point of `{N}`",
    label = "not an end point of this network",
    note = "the end points of a network are in its module: `digits::end_point` for `Digits`"
)]
pub trait EndPoint<N: Network>: PointOf<N::Points> {
    /// The shape of a batch of it.
    type Shape<B: Dim>: Shape;
}

/// The shape of a batch outside of the pass, for the shape of a sample in a pass.
type Outside<S, B> = <<S as OfSample>::Batch<B> as InPass>::Outside;

/// An end point of the network `N`, whatever the element type and the device of that: what `network!` writes for each.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no end point of `{N}`",
    label = "not an end point of this network",
    note = "the end points of a network are in its module: `digits::end_point` for `Digits`"
)]
pub trait PointOf<N: Network>: 'static {
    /// The shape of a sample of it, in a pass.
    type Sample: OfSample;
    /// Its place in the list of values of the network.
    const NUMBER: usize;
    /// What one place of it depends on, if it is a part of the image.
    const RECEPTIVE_FIELD: Option<ReceptiveField> = N::RECEPTIVE_FIELDS[Self::NUMBER];
}

#[diagnostic::do_not_recommend]
impl<N: Network, P: PointOf<N::Points>> EndPoint<N> for P {
    type Shape<B: Dim> = Outside<P::Sample, B>;
}

/// An end point `P` of the network `N`: what methods ask for, of a slice of it. Of a struct of the user's, rustc would show the lines as
/// well.
#[diagnostic::on_unimplemented(
    message = "`{P}` is no end point of `{N}`",
    label = "not an end point of this network",
    note = "the end points of a network are in its module: `digits::end_point` for `Digits`"
)]
pub trait PointIn<N: Network, P> {
    /// It.
    type Point: EndPoint<N>;
}

#[diagnostic::do_not_recommend]
impl<N: Network, P: EndPoint<N>> PointIn<N, P> for [P] {
    type Point = P;
}

/// The shape of a batch of an end point `P` of the network `N`.
pub type ShapeIn<N, P, B> = <<[P] as PointIn<N, P>>::Point as EndPoint<N>>::Shape<B>;

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

    /// Takes the samples that a pass is for into it, and runs the body for them.
    #[doc(hidden)]
    fn enter(&self, inputs: &I, pass: &mut PassOf<Self>) -> Result<(), ErrorOf<Self>>;

    /// Runs the body for some inputs.
    #[doc(hidden)]
    fn look(&self, inputs: &Self::Values, pass: &mut PassOf<Self>) -> Result<(), ErrorOf<Self>>;

    /// Runs the network as far as an end point needs it: running statistics, no dropout.
    ///
    /// # Errors
    /// If batch sizes differ, or the device fails.
    #[allow(clippy::type_complexity)]
    fn activation<P: EndPoint<Self>>(
        &self,
        _: P,
        inputs: &I,
    ) -> Result<Tensor<P::Shape<Self::Batch>, Self::Dtype, Self::Device>, Error>
    where
        Self: Sized,
    {
        self.activation_by::<P>(&Settings::default(), inputs)
    }

    /// The same, with settings of the pass.
    #[doc(hidden)]
    #[allow(clippy::type_complexity)]
    fn activation_by<P: EndPoint<Self>>(
        &self,
        settings: &Settings,
        inputs: &I,
    ) -> Result<Tensor<P::Shape<Self::Batch>, Self::Dtype, Self::Device>, Error>
    where
        Self: Sized,
    {
        at(self, settings, P::NUMBER, inputs, |results| results.tensor())
    }

    /// The same by the name of the end point.
    #[doc(hidden)]
    fn activation_by_name(&self, settings: &Settings, name: &str, inputs: &I) -> Result<Activation<Self::Dtype>, Error>
    where
        Self: Sized,
    {
        at(self, settings, number::<Self>(name)?, inputs, |results| {
            let (shape, elements) = results.next()?;
            Ok(Activation { shape: shape.to_vec(), values: elements.as_vec() })
        })
    }
}

/// Runs a network as far as the value of this number, and has it leave the pass.
fn at<N: Takes<I>, I, O>(
    network: &N,
    settings: &Settings,
    number: usize,
    inputs: &I,
    leave: impl Fn(&mut Results<'_, N::Dtype, N::Device>) -> Result<O, ErrorOf<N>>,
) -> Result<O, Error> {
    let (batch, device) = (N::batch(inputs)?.size(), N::device(inputs));
    let settings = settings.at(N::sizes(inputs)?);
    let body = |pass: &mut PassOf<N>| {
        let found = pass.look(N::CLOSED, once(number), |pass| network.enter(inputs, pass))?;
        Ok(found[0])
    };
    network.passes().end_point(&settings, number, device, batch, body, leave)
}

/// The number of the end point of this name.
fn number<N: Network>(name: &str) -> Result<usize, Error> {
    let written = name.replace('.', "/");
    let place = N::END_POINTS.iter().position(|point| point.name == written).ok_or_else(|| Error::NoEndPoint {
        network: N::NAME,
        name: name.to_owned(),
        nearest: nearest(name, N::END_POINTS.iter().map(|point| point.name.to_owned())),
    })?;
    Ok(N::NUMBERS[place])
}
