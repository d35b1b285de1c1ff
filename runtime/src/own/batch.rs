use std::cell::RefCell;

use dfdx::shapes::{HasShape, Rank1, Rank2};
use dfdx::tensor::Tensor;

use super::Sample;
use super::function::{Call, Function};
use super::sample::{are_exchanged, differ_at, lack, multiply, stretches};
use crate::kernels::Axes;
use crate::kernels::binary::Operation as Binary;
use crate::layer;
use crate::pass::{Id, Pass, Value};
use crate::shape::{self, product};
use crate::storage::{Batched, Device, Dtype};

/// Where the operations of a layer of a user's are written down.
pub(super) struct Trace<'p, E: Dtype, D: Device<E>> {
    pass: RefCell<&'p mut Pass<E, D>>,
    error: RefCell<Option<D::Err>>,
}

impl<'p, E: Dtype, D: Device<E>> Trace<'p, E, D> {
    pub(super) fn new(pass: &'p mut Pass<E, D>) -> Self {
        Self { pass: RefCell::new(pass), error: RefCell::new(None) }
    }

    /// The first error of the device.
    pub(super) fn error(&self) -> Option<D::Err> {
        self.error.borrow_mut().take()
    }
}

/// A batch of samples of the shape `S` in a pass: what a [`Forward`](super::Forward) is given, and what it makes.
///
/// What is done with it is written down, and done when the pass is run, together with the rest of the network. A batch is
/// copied freely; it is a name and no memory. Operators work element by element: the right operand is stretched to the shape
/// of the left one where axes are missing in front or have one element, and a number is one for all elements.
///
/// A variable is a batch, too. What is made of variables alone is computed once, and not for each sample.
///
/// Shapes of results are stated where they cannot be told from the operands, as in `x.reshape::<Rank1<64>>()`, and compared
/// when the program is compiled.
pub struct Batch<'p, S: Sample, E: Dtype, D: Device<E>> {
    value: Value<S::Batch, E, D>,
    trace: &'p Trace<'p, E, D>,
}

impl<S: Sample, E: Dtype, D: Device<E>> Copy for Batch<'_, S, E, D> {}

impl<S: Sample, E: Dtype, D: Device<E>> Clone for Batch<'_, S, E, D> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Fails when the program is compiled, unless a shape that was stated is right.
macro_rules! stated {
    ($condition:expr, $message:literal) => {
        const { shape::require($condition, &[shape::Part::Text($message)]) }
    };
}

impl<'p, S: Sample, E: Dtype, D: Device<E>> Batch<'p, S, E, D> {
    pub(super) fn enter(id: Id, samples: usize, trace: &'p Trace<'p, E, D>) -> Self {
        let shape = trace.pass.borrow().shape(samples);
        Self { value: Value::new(id, shape), trace }
    }

    pub(super) fn id(&self) -> Id {
        self.value.id()
    }

    /// How many samples there are; what is made of variables alone is one for all.
    pub(super) fn samples(&self) -> usize {
        self.value.shape().batch()
    }

    /// How many samples there are of what is made of both.
    fn samples_with<S2: Sample>(&self, other: &Batch<'p, S2, E, D>) -> usize {
        if self.samples() == 1 { other.samples() } else { self.samples() }
    }

    /// The sizes with the batch in front, and as many axes as there are of others.
    fn sizes(&self, axes: usize) -> Axes {
        let missing = std::iter::repeat_n(1, axes - S::SIZES.len());
        std::iter::once(self.samples()).chain(missing).chain(S::SIZES.iter().copied()).collect()
    }

    /// Has `write` write down an operation.
    pub(super) fn apply<S2: Sample>(
        self,
        write: impl FnOnce(&Value<S::Batch, E, D>, &mut Pass<E, D>) -> Result<Value<S2::Batch, E, D>, D::Err>,
    ) -> Batch<'p, S2, E, D> {
        let mut pass = self.trace.pass.borrow_mut();
        let value = write(&self.value, &mut pass).unwrap_or_else(|error| {
            self.trace.error.borrow_mut().get_or_insert(error);
            Value::new(self.id(), pass.shape(self.samples()))
        });
        Batch { value, trace: self.trace }
    }

    /// An operation on two values of one shape, or what does it where the second has to be stretched to the first.
    pub(super) fn combine<S2: Sample>(self, other: Batch<'p, S2, E, D>, operation: Binary) -> Self {
        stated!(
            stretches(S2::SIZES, S::SIZES),
            "the right operand does not stretch to the shape of the left one: `reshape` it so that axes are equal, of one element, or missing in front"
        );
        let (left, right) = (self.sizes(S::SIZES.len()), other.sizes(S::SIZES.len()));
        let samples = self.samples_with(&other);
        self.apply(|x, pass| {
            let y = layer::combine(operation, (x.id(), &left), (other.id(), &right), pass);
            Ok(Value::new(y, pass.shape(samples)))
        })
    }

    /// A variable of the layer in this pass.
    pub fn variable<V: Sample>(self, variable: &Tensor<V, E, D>) -> Batch<'p, V, E, D> {
        self.apply(|_, pass| Ok(Value::new(pass.variable(variable)?, pass.shape(1))))
    }

    /// `x · weightᵀ + bias` along the last axis, `[.., IN] → [.., OUT]`.
    pub fn linear<const OUT: usize, const IN: usize, S2: Sample>(
        self,
        weight: &Tensor<Rank2<OUT, IN>, E, D>,
        bias: Option<&Tensor<Rank1<OUT>, E, D>>,
    ) -> Batch<'p, S2, E, D> {
        stated!(
            {
                let last = S::SIZES.len().wrapping_sub(1);
                last < S::SIZES.len() && S::SIZES[last] == IN && differ_at(last, OUT, S::SIZES, S2::SIZES)
            },
            "`linear` takes `[.., IN]` and gives `[.., OUT]`, for a weight of `[OUT, IN]`"
        );
        self.apply(|x, pass| {
            let bias = bias.map(|bias| pass.variable(bias)).transpose()?;
            let weight = Value::<_, E, D>::new(pass.variable(weight)?, *weight.shape());
            layer::linear(x, &weight, bias, false, pass)
        })
    }

    /// The product of the last two axes: `[.., R, T]` and `[.., T, C]` give `[.., R, C]`.
    pub fn matmul<S2: Sample, S3: Sample>(self, other: Batch<'p, S2, E, D>) -> Batch<'p, S3, E, D> {
        stated!(
            multiply(S::SIZES, S2::SIZES, S3::SIZES),
            "`matmul` takes `[.., R, T]` and `[.., T, C]`, and gives `[.., R, C]`"
        );
        let samples = self.samples_with(&other);
        let (left, right) = (self.for_samples(samples), other.for_samples(samples).value);
        left.apply(|a, pass| layer::matmul(a, &right, pass))
    }

    /// The same elements in another shape of as many.
    pub fn reshape<S2: Sample>(self) -> Batch<'p, S2, E, D> {
        stated!(product(S::SIZES) == product(S2::SIZES), "`reshape` gives a shape of as many elements as it takes");
        self.apply(|x, pass| layer::reshape(x, pass))
    }

    /// A shape that axes of one element, and axes that are missing in front, are stretched to.
    pub fn stretch<S2: Sample>(self) -> Batch<'p, S2, E, D> {
        stated!(
            stretches(S::SIZES, S2::SIZES),
            "`stretch` repeats axes of one element, and adds axes in front; all others stay"
        );
        let (from, samples) = (self.sizes(S2::SIZES.len()), self.samples());
        self.apply(|x, pass| Ok(layer::stretched_from(x.id(), &from, pass.shape(samples), pass)))
    }

    /// Two axes exchanged, counted from 0.
    pub fn transpose<const ONE: usize, const OTHER: usize, S2: Sample>(self) -> Batch<'p, S2, E, D> {
        stated!(
            are_exchanged(ONE, OTHER, S::SIZES, S2::SIZES),
            "`transpose` exchanges the sizes of two axes, and leaves all others"
        );
        let exchanged = |axis| match axis {
            _ if axis == ONE => OTHER,
            _ if axis == OTHER => ONE,
            _ => axis,
        };
        let order: Axes = (0..S::SIZES.len()).map(exchanged).collect();
        self.apply(|x, pass| layer::permute(x, &order, pass))
    }

    /// The sum over an axis, counted from 0, which is gone in the result or has one element there.
    pub fn sum<const AXIS: usize, S2: Sample>(self) -> Batch<'p, S2, E, D> {
        self.reduced::<AXIS, S2>(layer::sum)
    }

    /// The mean over an axis, which is gone in the result or has one element there.
    pub fn mean<const AXIS: usize, S2: Sample>(self) -> Batch<'p, S2, E, D> {
        self.reduced::<AXIS, S2>(layer::mean)
    }

    /// The maximum over an axis, which is gone in the result or has one element there. Equal maxima share its gradient.
    pub fn max<const AXIS: usize, S2: Sample>(self) -> Batch<'p, S2, E, D> {
        self.reduced::<AXIS, S2>(layer::max)
    }

    fn reduced<const AXIS: usize, S2: Sample>(
        self,
        reduce: impl FnOnce(&Value<S::Batch, E, D>, &[usize], &mut Pass<E, D>) -> Result<Value<S2::Batch, E, D>, D::Err>,
    ) -> Batch<'p, S2, E, D> {
        stated!(
            lack(AXIS, S::SIZES, S2::SIZES) || differ_at(AXIS, 1, S::SIZES, S2::SIZES),
            "an axis that is reduced is gone in the result, or has one element there; all others stay"
        );
        self.apply(|x, pass| reduce(x, &[AXIS], pass))
    }

    /// A part of an axis, from `START` on: as long as the shape of the result says. All other axes stay.
    pub fn narrow<const AXIS: usize, const START: usize, S2: Sample>(self) -> Batch<'p, S2, E, D> {
        stated!(
            AXIS < S2::SIZES.len()
                && AXIS < S::SIZES.len()
                && differ_at(AXIS, S2::SIZES[AXIS], S::SIZES, S2::SIZES)
                && START + S2::SIZES[AXIS] <= S::SIZES[AXIS],
            "`narrow` gives a part of one axis, which lies within it; all other axes stay"
        );
        self.apply(|x, pass| layer::split(x, AXIS, START, pass))
    }

    /// Another value behind this one along an axis, counted from 0.
    pub fn concat<const AXIS: usize, S2: Sample, S3: Sample>(self, other: Batch<'p, S2, E, D>) -> Batch<'p, S3, E, D> {
        stated!(
            AXIS < S::SIZES.len()
                && AXIS < S2::SIZES.len()
                && differ_at(AXIS, S2::SIZES[AXIS], S::SIZES, S2::SIZES)
                && differ_at(AXIS, S::SIZES[AXIS] + S2::SIZES[AXIS], S::SIZES, S3::SIZES),
            "`concat` adds up the sizes of one axis; all other axes are alike"
        );
        let samples = self.samples_with(&other);
        let (left, right) = (self.for_samples(samples), other.for_samples(samples).value);
        left.apply(|a, pass| layer::Concat::new(AXIS).with(a).with(&right).apply(pass))
    }

    /// `exp(x) / Σ exp(x)` over the last axis.
    pub fn softmax(self) -> Self {
        self.over_last_axis(layer::softmax)
    }

    /// `x − ln Σ exp(x)` over the last axis.
    pub fn log_softmax(self) -> Self {
        self.over_last_axis(layer::log_softmax)
    }

    /// `max(x − τ, 0)` over the last axis, with the `τ` by which the sum is 1.
    pub fn sparsemax(self) -> Self {
        self.over_last_axis(layer::sparsemax)
    }

    /// `(x − mean) / √(variance + epsilon)` over the last axis, as layer norm does before its weight and bias.
    pub fn standardize(self, epsilon: f64) -> Self {
        self.over_last_axis(|x, pass| {
            let columns = S::SIZES.last().copied().unwrap_or(1);
            layer::standardize(x, columns, epsilon, pass)
        })
    }

    fn over_last_axis(
        self,
        over: impl FnOnce(&Value<S::Batch, E, D>, &mut Pass<E, D>) -> Result<Value<S::Batch, E, D>, D::Err>,
    ) -> Self {
        stated!(!S::SIZES.is_empty(), "a sample of one number has no last axis");
        self.apply(over)
    }

    /// The same value, through which no gradient goes back.
    pub fn stop_gradient(self) -> Self {
        self.apply(|x, pass| layer::stop_gradient(x, pass))
    }

    /// What a function with a gradient of its own makes of it; see [`Function`].
    pub fn call<S2: Sample>(self, function: impl Function<E, 1>) -> Batch<'p, S2, E, D> {
        let samples = self.samples();
        self.apply(|x, pass| Ok(Call::apply::<S2, E, D>(function, [x.id()], samples, pass)))
    }

    /// What a function with a gradient of its own makes of two values; see [`Function`].
    pub fn call_with<S2: Sample, S3: Sample>(
        self,
        other: Batch<'p, S2, E, D>,
        function: impl Function<E, 2>,
    ) -> Batch<'p, S3, E, D> {
        let samples = self.samples_with(&other);
        let (left, right) = (self.for_samples(samples), other.for_samples(samples).value);
        left.apply(|a, pass| Ok(Call::apply::<S3, E, D>(function, [a.id(), right.id()], samples, pass)))
    }

    /// What there is for each of so many samples.
    pub(super) fn for_samples(self, samples: usize) -> Self {
        if self.samples() == samples {
            return self;
        }
        let from = self.sizes(S::SIZES.len());
        self.apply(|x, pass| Ok(layer::stretched_from(x.id(), &from, pass.shape(samples), pass)))
    }
}
