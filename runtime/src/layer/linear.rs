use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Rank1, Rank2};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::parametrization::Weight;
use super::{backward_all, backward_relu, backward_variables};
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::linear::{Geometry, Linear as Kernel};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The variables of a linear layer, `y = x · weightᵀ + bias`, along the last axis.
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

/// The variable of a linear layer that has its weight from another layer.
#[derive(Clone, Debug)]
pub struct SharedLinear<
    const OUT: usize,
    const IN: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
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

impl<const OUT: usize, const IN: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for SharedLinear<OUT, IN, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = SharedLinear<OUT, IN, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "bias",
                |s| &s.bias,
                |s| &mut s.bias,
                TensorOptions::reset_with(|bias| I::Bias::fill(bias, IN, OUT)),
            ),
            |bias| SharedLinear { bias, init: PhantomData },
        )
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, I: Initializers> Linear<OUT, IN, E, D, I> {
    /// Followed by ReLU.
    pub fn relu(&self) -> Projection<'_, OUT, IN, E, D> {
        Projection::<OUT, IN, E, D, _>::new(&self.weight, Some(&self.bias), true)
    }

    /// `[.., IN] → [.., OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>>(
        &self,
        x: &Value<S, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        Projection::<OUT, IN, E, D, _>::new(&self.weight, Some(&self.bias), false).apply(x, pass)
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, I: Initializers> UnbiasedLinear<OUT, IN, E, D, I> {
    /// Followed by ReLU.
    pub fn relu(&self) -> Projection<'_, OUT, IN, E, D> {
        Projection::<OUT, IN, E, D, _>::new(&self.weight, None, true)
    }

    /// `[.., IN] → [.., OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>>(
        &self,
        x: &Value<S, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        Projection::<OUT, IN, E, D, _>::new(&self.weight, None, false).apply(x, pass)
    }
}

/// A linear layer about to be applied, alone or as one operation with ReLU.
pub struct Projection<
    'a,
    const OUT: usize,
    const IN: usize,
    E: Dtype,
    D: Device<E>,
    W: Weight<Rank2<OUT, IN>, E, D> = &'a Tensor<Rank2<OUT, IN>, E, D>,
> {
    weight: W,
    bias: Option<&'a Tensor<Rank1<OUT>, E, D>>,
    relu: bool,
}

impl<'a, const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, W: Weight<Rank2<OUT, IN>, E, D>>
    Projection<'a, OUT, IN, E, D, W>
{
    pub(super) fn new(weight: W, bias: Option<&'a Tensor<Rank1<OUT>, E, D>>, relu: bool) -> Self {
        Self { weight, bias, relu }
    }

    /// `[.., IN] → [.., OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>>(
        self,
        x: &Value<S, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        let weight = self.weight.enter(pass)?;
        let bias = self.bias.map(|bias| pass.variable(bias)).transpose()?;
        product(x, &weight, bias, self.relu, pass)
    }
}

impl<const OUT: usize, const IN: usize, E: Dtype, D: Device<E>, I: Initializers> SharedLinear<OUT, IN, E, D, I> {
    /// Followed by ReLU.
    pub fn relu(&self) -> SharedProjection<'_, OUT, E, D> {
        SharedProjection { bias: &self.bias, relu: true }
    }

    /// `[.., IN] → [.., OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched, S2: InPass<Batch = S::Batch>>(
        &self,
        x: &Value<S, E, D>,
        weight: &Value<Rank2<OUT, IN>, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        SharedProjection { bias: &self.bias, relu: false }.apply(x, weight, pass)
    }
}

/// A linear layer about to be applied with a weight from another layer, alone or as one operation with ReLU.
pub struct SharedProjection<'a, const OUT: usize, E: Dtype, D: Device<E>> {
    bias: &'a Tensor<Rank1<OUT>, E, D>,
    relu: bool,
}

impl<const OUT: usize, E: Dtype, D: Device<E>> SharedProjection<'_, OUT, E, D> {
    /// `[.., IN] → [.., OUT]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<const IN: usize, S: Batched, S2: InPass<Batch = S::Batch>>(
        self,
        x: &Value<S, E, D>,
        weight: &Value<Rank2<OUT, IN>, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<S2, E, D>, D::Err> {
        let bias = pass.variable(self.bias)?;
        product(x, weight, Some(bias), self.relu, pass)
    }
}

/// `x · weightᵀ` along the last axis, `[.., IN] → [.., OUT]`, with the weight of another layer.
///
/// # Errors
/// The device's, when memory runs out.
pub fn project<const OUT: usize, const IN: usize, S: Batched, S2: InPass<Batch = S::Batch>, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    weight: &Value<Rank2<OUT, IN>, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    product(x, weight, None, false, pass)
}

/// `x · weightᵀ` along the last axis, with a bias and ReLU perhaps.
pub(crate) fn product<
    const OUT: usize,
    const IN: usize,
    S: Batched,
    S2: InPass<Batch = S::Batch>,
    E: Dtype,
    D: Device<E>,
>(
    x: &Value<S, E, D>,
    weight: &Value<Rank2<OUT, IN>, E, D>,
    bias: Option<Id>,
    relu: bool,
    pass: &mut Pass<E, D>,
) -> Result<Value<S2, E, D>, D::Err> {
    let geometry = Geometry { batch: x.shape().num_elements() / IN, inputs: IN, outputs: OUT };
    let (shape, operands) = (pass.shape(x.shape().batch()), [x.id(), weight.id()]);
    if relu {
        let alone = Project { geometry, relu: false };
        pass.on_the_way::<S2>(&shape, |pass| Ok(alone.apply(operands, bias, pass)))?;
    }
    Ok(Value::new(Project { geometry, relu }.apply(operands, bias, pass), shape))
}

/// Rows times a weight, whatever they are rows of.
pub(crate) fn project_rows<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    x: Id,
    weight: Id,
    bias: Option<Id>,
    pass: &mut Pass<E, D>,
) -> Id {
    Project { geometry, relu: false }.apply([x, weight], bias, pass)
}

/// A linear layer and ReLU, of a value, a weight and perhaps a bias.
#[derive(PartialEq)]
struct Project {
    geometry: Geometry,
    relu: bool,
}

impl Project {
    fn apply<E: Dtype, D: Device<E>>(self, [x, weight]: [Id; 2], bias: Option<Id>, pass: &mut Pass<E, D>) -> Id {
        let outputs = [self.geometry.batch * self.geometry.outputs];
        match bias {
            Some(bias) => pass.apply(self, &[x, weight, bias], &outputs),
            None => pass.apply(self, &[x, weight], &outputs),
        }
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Project {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (x, weight, bias) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
        Kernel::forward(&kernels, &self.geometry, x, weight, bias, self.relu, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: if self.relu { &[0] } else { &[] } }
    }

    fn factors(&self) -> &'static [usize] {
        &[0, 1, 2]
    }

    fn multiply_adds(&self) -> usize {
        self.geometry.batch * self.geometry.inputs * self.geometry.outputs
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if self.relu {
            backward_relu(at);
        }
        let done = backward_all(at, |kernels, reads, adds, dx, dweight, dbias| {
            let (x, weight, dy) = (reads.operand(0), reads.operand(1), reads.incoming());
            Kernel::backward(kernels, &self.geometry, x, weight, dy, adds, dx, dweight, dbias);
        });
        if done {
            return;
        }
        backward_variables(at, |kernels, reads, dweight, dbias| {
            let (x, dy) = (reads.operand(0), reads.incoming());
            Kernel::backward_weight(kernels, &self.geometry, x, dy, dweight, dbias);
        });
        if at.wants(0) {
            let kernels = at.kernels();
            let adds = at.adds(0);
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::backward_input(&kernels, &self.geometry, reads.operand(1), reads.incoming(), adds, dx);
        }
    }
}
