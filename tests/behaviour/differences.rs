//! Finite differences: what a gradient is by definition.

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName};
use dfdx::prelude::{Backward, SumTo};
use dfdx::shapes::{ReduceShapeTo, Shape};
use dfdx::tensor::{Gradients, Tensor, Trace};

use crate::Dev;
use crate::golden::{Golden, Subject, magnitude, read};

/// Half the distance of the two points: rounding and curvature both stay below `TOLERANCE`.
pub(crate) const STEP: f64 = 1e-5;
pub(crate) const TOLERANCE: f64 = 1e-6;
/// The most elements of one tensor that are tried; they are spread over it.
const SAMPLES: usize = 24;

/// Compares the gradients of `sum(output * cotangent)` with central differences, for the input and every
/// trainable variable.
pub(crate) fn check<N, I, O>(golden: &Golden, network: &mut N)
where
    I: Shape,
    O: Shape + ReduceShapeTo<(), O::AllAxes>,
    N: TensorCollection<f64, Dev> + Subject<I, O, f64>,
{
    let input: Tensor<I, f64, Dev> = golden.tensor("input");
    let cotangent: Tensor<O, f64, Dev> = golden.tensor("cotangent");
    let output = network.forward_mut(input.trace(Gradients::leaky()));
    let gradients = (output * cotangent.clone()).sum().backward();
    let scale = magnitude(golden.values("cotangent"));

    let loss = |network: &mut N, input: &Tensor<I, f64, Dev>| {
        let output = network.forward_mut(input.leaky_trace()).as_vec();
        let products = output.iter().zip(golden.values("cotangent"));
        products.map(|(output, cotangent)| output * cotangent).sum::<f64>()
    };

    let analytic = gradients.get(&input).as_vec();
    for index in samples(analytic.len()) {
        let numeric = central(|offset| {
            let mut input = input.clone();
            let mut values = input.as_vec();
            values[index] += offset;
            input.copy_from(&values);
            loss(network, &input)
        });
        assert_near("input", index, analytic[index], numeric, scale);
    }
    for (name, analytic) in read(network, Some(&gradients)) {
        for index in samples(analytic.len()) {
            let numeric = central(|offset| {
                nudge(network, &name, index, offset);
                let value = loss(network, &input);
                nudge(network, &name, index, -offset);
                value
            });
            assert_near(&name, index, analytic[index], numeric, scale);
        }
    }
}

/// `(f(h) - f(-h)) / 2h`
fn central(mut function: impl FnMut(f64) -> f64) -> f64 {
    (function(STEP) - function(-STEP)) / (2.0 * STEP)
}

fn samples(count: usize) -> impl Iterator<Item = usize> {
    (0..count).step_by(count.div_ceil(SAMPLES))
}

fn assert_near(name: &str, index: usize, analytic: f64, numeric: f64, scale: f64) {
    assert!(
        (analytic - numeric).abs() <= TOLERANCE * analytic.abs().max(scale),
        "the gradient of {name}[{index}] is {analytic:e}, but differences give {numeric:e}",
    );
}

/// Adds `offset` to one element of one variable.
pub(crate) fn nudge<N: TensorCollection<f64, Dev>>(network: &mut N, name: &str, index: usize, offset: f64) {
    let mut nudge = Nudge { name, index, offset };
    N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut nudge }).expect("a CPU");
}

struct Nudge<'a> {
    name: &'a str,
    index: usize,
    offset: f64,
}

impl TensorVisitor<f64, Dev> for Nudge<'_> {
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = <Dev as dfdx::tensor::HasErr>::Err;
    type E2 = f64;
    type D2 = Dev;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f64, Dev>,
        (tensor, name): (&mut Tensor<S, f64, Dev>, String),
    ) -> Result<Option<Tensor<S, f64, Dev>>, Self::Err> {
        if name == self.name {
            let mut values = tensor.as_vec();
            values[self.index] += self.offset;
            tensor.copy_from(&values);
        }
        Ok(None)
    }
}
