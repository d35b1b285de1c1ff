use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, Dim, Rank1, Rank4, Shape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::conv2d::Window;
use super::{backward_relu, backward_variables};
use crate::axis::Extent;
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::conv_transpose2d::ConvTranspose2d as Kernel;
use crate::kernels::conv2d::Geometry;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// The variables of a transposed two-dimensional convolution of `OUT` output channels.
///
/// `PART` is the number of output channels of one group.
#[derive(Clone, Debug)]
pub struct ConvTranspose2d<
    const IN: usize,
    const PART: usize,
    const KH: usize,
    const KW: usize,
    const OUT: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[IN, PART, KH, KW]`.
    pub weight: Tensor<Rank4<IN, PART, KH, KW>, E, D>,
    /// What is added to each output channel, `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
    init: PhantomData<I>,
}

/// The variables of a transposed two-dimensional convolution with `bias = false`.
#[derive(Clone, Debug)]
pub struct UnbiasedConvTranspose2d<
    const IN: usize,
    const PART: usize,
    const KH: usize,
    const KW: usize,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[IN, PART, KH, KW]`.
    pub weight: Tensor<Rank4<IN, PART, KH, KW>, E, D>,
    init: PhantomData<I>,
}

impl<const IN: usize, const PART: usize, const KH: usize, const KW: usize, const OUT: usize, E, D, I>
    TensorCollection<E, D> for ConvTranspose2d<IN, PART, KH, KW, OUT, E, D, I>
where
    E: Dtype,
    D: DfdxDevice<E>,
    I: Initializers,
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = ConvTranspose2d<IN, PART, KH, KW, OUT, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, PART * KH * KW, IN * KH * KW)),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, PART * KH * KW, IN * KH * KW)),
                ),
            ),
            |(weight, bias)| ConvTranspose2d { weight, bias, init: PhantomData },
        )
    }
}

impl<const IN: usize, const PART: usize, const KH: usize, const KW: usize, E, D, I> TensorCollection<E, D>
    for UnbiasedConvTranspose2d<IN, PART, KH, KW, E, D, I>
where
    E: Dtype,
    D: DfdxDevice<E>,
    I: Initializers,
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = UnbiasedConvTranspose2d<IN, PART, KH, KW, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::Weight::fill(weight, PART * KH * KW, IN * KH * KW)),
            ),
            |weight| UnbiasedConvTranspose2d { weight, init: PhantomData },
        )
    }
}

impl<const IN: usize, const PART: usize, const KH: usize, const KW: usize, const OUT: usize, E, D, I>
    ConvTranspose2d<IN, PART, KH, KW, OUT, E, D, I>
where
    E: Dtype,
    D: Device<E>,
    I: Initializers,
{
    /// The transpose of a convolution over this window.
    pub fn window(&self, window: Window) -> TransposedConvolution<'_, IN, PART, KH, KW, OUT, E, D> {
        TransposedConvolution { weight: &self.weight, bias: Some(&self.bias), window, relu: false }
    }
}

impl<const IN: usize, const PART: usize, const KH: usize, const KW: usize, E, D, I>
    UnbiasedConvTranspose2d<IN, PART, KH, KW, E, D, I>
where
    E: Dtype,
    D: Device<E>,
    I: Initializers,
{
    /// The transpose of a convolution over this window.
    pub fn window<const OUT: usize>(&self, window: Window) -> TransposedConvolution<'_, IN, PART, KH, KW, OUT, E, D> {
        TransposedConvolution { weight: &self.weight, bias: None, window, relu: false }
    }
}

/// A transposed convolution about to be applied, alone or as one operation with ReLU.
pub struct TransposedConvolution<
    'a,
    const IN: usize,
    const PART: usize,
    const KH: usize,
    const KW: usize,
    const OUT: usize,
    E: Dtype,
    D: Device<E>,
> {
    weight: &'a Tensor<Rank4<IN, PART, KH, KW>, E, D>,
    bias: Option<&'a Tensor<Rank1<OUT>, E, D>>,
    window: Window,
    relu: bool,
}

impl<const IN: usize, const PART: usize, const KH: usize, const KW: usize, const OUT: usize, E, D>
    TransposedConvolution<'_, IN, PART, KH, KW, OUT, E, D>
where
    E: Dtype,
    D: Device<E>,
{
    /// Followed by ReLU.
    pub fn relu(mut self) -> Self {
        self.relu = true;
        self
    }

    /// `[IN, H, W] → [OUT, OH, OW]`, for `OH` and `OW` that the convolution over the window turns to `H` and `W`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, H: Dim, W: Dim, OH: Extent, OW: Extent>(
        self,
        x: &Value<(B, Const<IN>, H, W), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<OUT>, OH, OW), E, D>, D::Err> {
        let (batch, _, height, width) = *x.shape();
        let shape: (B, Const<OUT>, OH, OW) = pass.shape(batch);
        let geometry = Geometry {
            batch: batch.size(),
            groups: self.window.groups,
            in_channels: OUT,
            out_channels: IN,
            input: [shape.2.size(), shape.3.size()],
            output: [height.size(), width.size()],
            kernel: [KH, KW],
            stride: self.window.stride,
            padding: self.window.padding,
            dilation: self.window.dilation,
        };
        let weight = pass.variable(self.weight)?;
        let convolve = Convolve { geometry, relu: self.relu };
        let outputs = [shape.num_elements()];
        let y = match self.bias {
            Some(bias) => {
                let bias = pass.variable(bias)?;
                pass.apply(convolve, &[x.id(), weight, bias], &outputs)
            }
            None => pass.apply(convolve, &[x.id(), weight], &outputs),
        };
        Ok(Value::new(y, shape))
    }
}

/// A transposed convolution and ReLU, of a value, a weight and perhaps a bias.
#[derive(PartialEq)]
struct Convolve {
    /// That of the convolution which it turns around.
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
