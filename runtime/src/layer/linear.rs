use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, Dim, HasShape, Rank1, Rank2};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::backward_variables;
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::linear::{Geometry, Linear as Kernel};
use crate::kernels::unary::Unary;
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

/// The variables of a linear layer, `y = x · weightᵀ + bias`.
#[derive(Clone, Debug)]
pub struct Linear<const OUT: usize, const IN: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (FanIn, FanIn)> {
    /// `[OUT, IN]`.
    pub weight: Tensor<Rank2<OUT, IN>, E, D>,
    /// `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
    init: PhantomData<I>,
}

/// The variables of a linear layer with `bias = false`.
#[derive(Clone, Debug)]
pub struct UnbiasedLinear<
    const OUT: usize,
    const IN: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// `[OUT, IN]`.
    pub weight: Tensor<Rank2<OUT, IN>, E, D>,
    init: PhantomData<I>,
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for Linear<OUT, IN, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Linear<OUT, IN, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, IN, OUT)),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, IN, OUT)),
                ),
            ),
            |(weight, bias)| Linear { weight, bias, init: PhantomData },
        )
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for UnbiasedLinear<OUT, IN, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = UnbiasedLinear<OUT, IN, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::Weight::fill(weight, IN, OUT)),
            ),
            |weight| UnbiasedLinear { weight, init: PhantomData },
        )
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, I: Initializers> Linear<OUT, IN, E, D, I> {
    /// Followed by ReLU.
    pub fn relu(&self) -> Projection<'_, OUT, IN, E, D> {
        Projection { weight: &self.weight, bias: Some(&self.bias), relu: true }
    }

    /// `[IN] → [OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim>(
        &self,
        x: &Tensor<(B, Const<IN>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<OUT>), E, D>, D::Err> {
        Projection { weight: &self.weight, bias: Some(&self.bias), relu: false }.apply(x, pass)
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, I: Initializers> UnbiasedLinear<OUT, IN, E, D, I> {
    /// Followed by ReLU.
    pub fn relu(&self) -> Projection<'_, OUT, IN, E, D> {
        Projection { weight: &self.weight, bias: None, relu: true }
    }

    /// `[IN] → [OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim>(
        &self,
        x: &Tensor<(B, Const<IN>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<OUT>), E, D>, D::Err> {
        Projection { weight: &self.weight, bias: None, relu: false }.apply(x, pass)
    }
}

/// A linear layer about to be applied, alone or as one operation with ReLU.
pub struct Projection<'a, const OUT: usize, const IN: usize, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<Rank2<OUT, IN>, E, D>,
    bias: Option<&'a Tensor<Rank1<OUT>, E, D>>,
    relu: bool,
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>> Projection<'_, OUT, IN, E, D> {
    /// `[IN] → [OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim>(
        self,
        x: &Tensor<(B, Const<IN>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<OUT>), E, D>, D::Err> {
        let batch = x.shape().0;
        let geometry = Geometry { batch: batch.size(), inputs: IN, outputs: OUT };
        let weight = pass.variable(self.weight)?;
        let bias = self.bias.map(|bias| pass.variable(bias)).transpose()?;
        let y = project(geometry, storage::flat(x)?, weight, bias, self.relu, pass)?;
        storage::shaped(y, (batch, Const))
    }
}

fn project<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Flat<E, D>,
    weight: Flat<E, D>,
    bias: Option<Flat<E, D>>,
    relu: bool,
    pass: &mut Pass<E, D>,
) -> Result<Flat<E, D>, D::Err> {
    let device = x.device().clone();
    let mut y = device.try_zeros_like(&(geometry.batch * geometry.outputs,))?;
    Kernel::forward(
        &device.kernels(),
        &geometry,
        D::read(&x),
        D::read(&weight),
        bias.as_ref().map(|bias| D::read(bias)),
        relu,
        D::write(&mut y),
    );
    if pass.records() {
        let wanted = pass.wanted(&x);
        let output = relu.then(|| y.clone());
        let y = y.ghost();
        pass.record(move |gradients| {
            let kernels = device.kernels();
            let mut dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
            if let Some(output) = output {
                Unary::mask(&kernels, D::read(&output), D::write_buffer(&mut dy));
            }
            if wanted.variables {
                let (x, dy) = (D::read(&x), D::read_buffer(&dy));
                backward_variables(&weight, bias.as_ref(), gradients, |dweight, dbias| {
                    Kernel::backward_weight(&kernels, &geometry, x, dy, dweight, dbias);
                })?;
            }
            if wanted.x {
                Kernel::backward_input(
                    &kernels,
                    &geometry,
                    D::read(&weight),
                    D::read_buffer(&dy),
                    D::write_buffer(gradients.get_or_alloc_mut(&x)?),
                );
            }
            Ok(())
        });
    }
    Ok(y)
}
