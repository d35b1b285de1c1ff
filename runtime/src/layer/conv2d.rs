use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, Dim, Rank1, Rank4};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::batch_norm::{BatchNorm, Normalization};
use super::{backward_relu, backward_variables};
use crate::axis::Extent;
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::conv2d::{Conv2d as Kernel, Geometry};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// The variables of a two-dimensional convolution.
///
/// `IN` is the number of input channels of one group.
#[derive(Clone, Debug)]
pub struct Conv2d<
    const OUT: usize,
    const IN: usize,
    const KH: usize,
    const KW: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[OUT, IN, KH, KW]`.
    pub weight: Tensor<Rank4<OUT, IN, KH, KW>, E, D>,
    /// What is added to each output channel, `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
    init: PhantomData<I>,
}

/// The variables of a two-dimensional convolution with `bias = false`.
#[derive(Clone, Debug)]
pub struct UnbiasedConv2d<
    const OUT: usize,
    const IN: usize,
    const KH: usize,
    const KW: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[OUT, IN, KH, KW]`.
    pub weight: Tensor<Rank4<OUT, IN, KH, KW>, E, D>,
    init: PhantomData<I>,
}

impl<const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E, D, I> TensorCollection<E, D>
    for Conv2d<OUT, IN, KH, KW, E, D, I>
where
    E: Dtype,
    D: DfdxDevice<E>,
    I: Initializers,
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Conv2d<OUT, IN, KH, KW, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, IN * KH * KW, OUT * KH * KW)),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, IN * KH * KW, OUT * KH * KW)),
                ),
            ),
            |(weight, bias)| Conv2d { weight, bias, init: PhantomData },
        )
    }
}

impl<const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E, D, I> TensorCollection<E, D>
    for UnbiasedConv2d<OUT, IN, KH, KW, E, D, I>
where
    E: Dtype,
    D: DfdxDevice<E>,
    I: Initializers,
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = UnbiasedConv2d<OUT, IN, KH, KW, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::Weight::fill(weight, IN * KH * KW, OUT * KH * KW)),
            ),
            |weight| UnbiasedConv2d { weight, init: PhantomData },
        )
    }
}

/// How a convolution moves over its input, `[height, width]` each.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Pixels from one position of the kernel to the next.
    pub stride: [usize; 2],
    /// Zeros around the input: `[[top, bottom], [left, right]]`.
    pub padding: [[usize; 2]; 2],
    /// Pixels from one tap of the kernel to the next.
    pub dilation: [usize; 2],
    /// Groups of channels that do not see each other.
    pub groups: usize,
}

impl<const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E, D, I> Conv2d<OUT, IN, KH, KW, E, D, I>
where
    E: Dtype,
    D: Device<E>,
    I: Initializers,
{
    /// The convolution over this window.
    pub fn window(&self, window: Window) -> Convolution<'_, OUT, IN, KH, KW, E, D> {
        Convolution { weight: &self.weight, bias: Some(&self.bias), window, norm: None, relu: false }
    }
}

impl<const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E, D, I>
    UnbiasedConv2d<OUT, IN, KH, KW, E, D, I>
where
    E: Dtype,
    D: Device<E>,
    I: Initializers,
{
    /// The convolution over this window.
    pub fn window(&self, window: Window) -> Convolution<'_, OUT, IN, KH, KW, E, D> {
        Convolution { weight: &self.weight, bias: None, window, norm: None, relu: false }
    }
}

/// A convolution about to be applied, alone or as one operation with what follows it.
pub struct Convolution<'a, const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E: Dtype, D: Device<E>>
{
    weight: &'a Tensor<Rank4<OUT, IN, KH, KW>, E, D>,
    bias: Option<&'a Tensor<Rank1<OUT>, E, D>>,
    window: Window,
    norm: Option<Normalization<'a, OUT, E, D>>,
    relu: bool,
}

impl<'a, const OUT: usize, const IN: usize, const KH: usize, const KW: usize, E, D>
    Convolution<'a, OUT, IN, KH, KW, E, D>
where
    E: Dtype,
    D: Device<E>,
{
    /// Followed by batch norm.
    pub fn batch_norm<I: Initializers>(
        mut self,
        variables: &'a BatchNorm<OUT, E, D, I>,
        momentum: f64,
        epsilon: f64,
    ) -> Self {
        self.norm = Some(variables.with(momentum, epsilon));
        self
    }

    /// Followed by ReLU, last.
    pub fn relu(mut self) -> Self {
        self.relu = true;
        self
    }

    /// `[C, H, W] → [OUT, OH, OW]`, where `C` is `IN` times the groups.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, const C: usize, H: Dim, W: Dim, OH: Extent, OW: Extent>(
        self,
        x: &Value<(B, Const<C>, H, W), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<OUT>, OH, OW), E, D>, D::Err> {
        let (batch, _, height, width) = *x.shape();
        let shape: (B, Const<OUT>, OH, OW) = pass.shape(batch);
        let geometry = Geometry {
            batch: batch.size(),
            groups: self.window.groups,
            in_channels: C,
            out_channels: OUT,
            input: [height.size(), width.size()],
            output: [shape.2.size(), shape.3.size()],
            kernel: [KH, KW],
            stride: self.window.stride,
            padding: self.window.padding,
            dilation: self.window.dilation,
        };
        let weight = pass.variable(self.weight)?;
        let bias = self.bias.map(|bias| pass.variable(bias)).transpose()?;
        let y = match self.norm {
            None => convolve(geometry, self.relu, x.id(), weight, bias, pass),
            // Where no variable is trained, batch norm becomes part of the weight and the bias.
            Some(norm) if !pass.trains() => {
                let [weight, bias] = norm.fold((weight, OUT * IN * KH * KW), bias, pass)?;
                convolve(geometry, self.relu, x.id(), weight, Some(bias), pass)
            }
            Some(norm) => {
                let between = convolve(geometry, false, x.id(), weight, bias, pass);
                let norm = if self.relu { norm.relu() } else { norm };
                norm.normalize(between, [batch.size(), shape.2.size() * shape.3.size()], pass)?
            }
        };
        Ok(Value::new(y, shape))
    }
}

fn convolve<E: Dtype, D: Device<E>>(
    geometry: Geometry,
    relu: bool,
    x: Id,
    weight: Id,
    bias: Option<Id>,
    pass: &mut Pass<E, D>,
) -> Id {
    let convolve = Convolve { geometry, relu };
    let outputs = [geometry.outputs()];
    match bias {
        Some(bias) => pass.apply(convolve, &[x, weight, bias], &outputs),
        None => pass.apply(convolve, &[x, weight], &outputs),
    }
}

/// A convolution and ReLU, of a value, a weight and perhaps a bias.
#[derive(PartialEq)]
struct Convolve {
    geometry: Geometry,
    relu: bool,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Convolve {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (x, weight, bias) = (reads.operand(0), reads.operand(1), reads.operand_if_any(2));
        Kernel::forward(&kernels, &self.geometry, x, weight, bias, self.relu, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1], outputs: if self.relu { &[0] } else { &[] } }
    }

    fn multiply_adds(&self) -> usize {
        self.geometry.multiply_adds()
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if self.relu {
            backward_relu(at);
        }
        backward_variables(at, |kernels, reads, dweight, dbias| {
            let (x, dy) = (reads.operand(0), reads.incoming());
            Kernel::backward_weight(kernels, &self.geometry, x, dy, dweight, dbias);
        });
        if at.wants(0) {
            let kernels = at.kernels();
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::backward_input(&kernels, &self.geometry, reads.operand(1), reads.incoming(), dx);
        }
    }
}
