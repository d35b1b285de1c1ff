use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::Rank1;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::init::{Initializer, Ones};
use crate::kernels::rms_norm::{Geometry, RmsNorm as Kernel};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, SCRATCH, Value};
use crate::storage::{Batched, Device, Dtype};

/// The variable of a root-mean-square normalisation over the last axis
/// ([Zhang and Sennrich 2019](https://arxiv.org/abs/1910.07467)).
#[derive(Clone, Debug)]
pub struct RmsNorm<const N: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializer = Ones> {
    /// What a normalised element is multiplied with (gamma), `[N]`; 1 at first.
    pub weight: Tensor<Rank1<N>, E, D>,
    init: PhantomData<I>,
}

impl<const N: usize, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D> for RmsNorm<N, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = RmsNorm<N, E2, D2, I>;

    fn iter_tensors<T: ModuleVisitor<Self, E, D>>(visitor: &mut T) -> Result<Option<Self::To<T::E2, T::D2>>, T::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::fill(weight, 1, 1)),
            ),
            |weight| RmsNorm { weight, init: PhantomData },
        )
    }
}

impl<const N: usize, E: Dtype, D: Device<E>, I: Initializer> RmsNorm<N, E, D, I> {
    /// The normalisation with this added to the mean of the squares.
    pub fn epsilon(&self, epsilon: f64) -> Rescaling<'_, N, E, D> {
        Rescaling { weight: &self.weight, epsilon }
    }
}

/// A normalisation about to be applied.
pub struct Rescaling<'a, const N: usize, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<Rank1<N>, E, D>,
    epsilon: f64,
}

impl<const N: usize, E: Dtype, D: Device<E>> Rescaling<'_, N, E, D> {
    /// Divides each row by the root of the mean of its squares; the shape stays.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let len = x.shape().num_elements();
        let geometry = Geometry { rows: len / N.max(1), columns: N, epsilon: self.epsilon };
        let weight = pass.variable(self.weight)?;
        let y = pass.apply(Rescale { geometry }, &[x.id(), weight], &[len, geometry.rows]);
        Ok(Value::new(y, *x.shape()))
    }
}

/// Normalises a value; what rows were multiplied with is another output.
#[derive(PartialEq)]
struct Rescale {
    geometry: Geometry,
}

const SCALES: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Rescale {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, scales]) = at.lend([Part::Output(0), Part::Output(SCALES)]);
        Kernel::forward(&kernels, &self.geometry, reads.operand(0), reads.operand(1), y, scales);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: &[SCALES] }
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.geometry.columns, 0, 0, 0]
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // The kernel finds the gradient of the weight on its way, wanted or not.
        let weight = if at.wants(1) { Part::Gradient(1) } else { Part::Scratch(0) };
        let (reads, [dy, dweight]) = at.lend([Part::Incoming, weight]);
        let (x, weight, scales) = (reads.operand(0), reads.operand(1), reads.output(SCALES));
        Kernel::backward(&kernels, &self.geometry, x, weight, scales, dy, dweight);
        at.hand_on(0);
    }
}
