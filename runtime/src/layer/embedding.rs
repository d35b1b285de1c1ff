use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{HasShape, Rank2, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::Error;
use crate::init::{Decimal, Initializer, Normal};
use crate::kernels::embedding::{Bounds, Embedding as Kernel, Geometry};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The variables of an embedding: a row of `N` numbers for each of `V` indices.
#[derive(Clone, Debug)]
pub struct Embedding<
    const V: usize,
    const N: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializer = Normal<Decimal<0, 0>, Decimal<1, 0>>,
> {
    /// The rows, `[V, N]`; normally distributed at first, with mean 0 and variance 1.
    pub weight: Tensor<Rank2<V, N>, E, D>,
    init: PhantomData<I>,
}

impl<const V: usize, const N: usize, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D>
    for Embedding<V, N, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Embedding<V, N, E2, D2, I>;

    fn iter_tensors<T: ModuleVisitor<Self, E, D>>(visitor: &mut T) -> Result<Option<Self::To<T::E2, T::D2>>, T::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                // A linear layer of an index that is written as a vector of zeros and a one.
                TensorOptions::reset_with(|weight| I::fill(weight, V, N)),
            ),
            |weight| Embedding { weight, init: PhantomData },
        )
    }
}

impl<const V: usize, const N: usize, E: Dtype, D: Device<E>, I: Initializer> Embedding<V, N, E, D, I> {
    /// The lookup of these indices; `input` is what an error calls them.
    pub fn of(&self, input: &'static str) -> Lookup<'_, V, N, E, D> {
        Lookup { weight: &self.weight, input }
    }
}

/// A lookup about to be done.
pub struct Lookup<'a, const V: usize, const N: usize, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<Rank2<V, N>, E, D>,
    input: &'static str,
}

impl<const V: usize, const N: usize, E: Dtype, D: Device<E>> Lookup<'_, V, N, E, D> {
    /// `[..] → [.., N]`. An index that is not below `V` is kept as the error of the pass.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>>(
        self,
        indices: &Tensor<S, usize, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        let geometry = Geometry { vocabulary: V, width: N };
        let weight = pass.variable(self.weight)?;
        let indices_of_pass = pass.indices(indices)?;
        let input = self.input;
        check_range(indices, indices_of_pass, V, pass, move |index, vocabulary| Error::Index {
            input,
            index,
            vocabulary,
        })?;
        let len = indices.shape().num_elements() * N;
        let y = pass.apply(LookUp { geometry, indices: indices_of_pass }, &[weight], &[len]);
        Ok(Value::new(y, pass.shape(indices.shape().batch())))
    }
}

/// Fails the pass for the first index that is outside of a range; the problem is told what all others are below.
pub(crate) fn check_range<S: Shape, E: Dtype, D: Device<E>>(
    indices: &Tensor<S, usize, D>,
    indices_of_pass: usize,
    range: impl Into<Bounds>,
    pass: &mut Pass<E, D>,
    problem: impl Fn(usize, usize) -> Error + Copy + Send + Sync + 'static,
) -> Result<(), D::Err> {
    let range = range.into();
    if pass.checks_later(indices_of_pass, range, problem) {
        return Ok(());
    }
    let flat = D::flat_indices(indices)?;
    let outside = Kernel::<E>::first_outside(&pass.kernels()?, range, D::read_indices(&flat));
    if let Some(index) = outside {
        pass.fail(problem(index, range.below));
    }
    Ok(())
}

/// The rows of a weight at indices.
#[derive(PartialEq)]
struct LookUp {
    geometry: Geometry,
    indices: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for LookUp {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::forward(&kernels, &self.geometry, reads.indices(self.indices), reads.operand(0), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [dweight]) = at.lend([Part::Gradient(0)]);
        Kernel::backward(&kernels, &self.geometry, reads.indices(self.indices), reads.incoming(), dweight);
    }
}
