mod volume;

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{ConstShape, Dim, Rank1, Rank3, Rank4, Rank5};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::activation::relu;
use super::bias::add_bias;
use super::convolution::{Sizes, fans};
use super::parametrization::Weight;
use super::window::Window;
use super::{backward_relu, backward_variables};
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::conv_transpose2d::ConvTranspose2d as Kernel;
use crate::kernels::conv2d::Geometry;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The variables of a transposed convolution of `OUT` output channels, whose kernels have the shape `S`.
#[derive(Clone, Debug)]
pub struct ConvTranspose<
    const OUT: usize,
    S: ConstShape,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[IN, PART, ..]`, where `PART` is the number of output channels of one group.
    pub weight: Tensor<S, E, D>,
    /// What is added to each output channel, `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
    init: PhantomData<I>,
}

/// The variables of a transposed convolution with `bias = false`.
#[derive(Clone, Debug)]
pub struct UnbiasedConvTranspose<S: ConstShape, E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (FanIn, FanIn)> {
    /// The kernels, `[IN, PART, ..]`, where `PART` is the number of output channels of one group.
    pub weight: Tensor<S, E, D>,
    init: PhantomData<I>,
}

/// Declares the transposed convolutions over so many axes.
macro_rules! transposed_convolutions {
    ($($what:literal: $biased:ident, $unbiased:ident, $rank:ident<$($kernel:ident),+>;)*) => {$(
        #[doc = concat!("The variables of a transposed convolution over ", $what, ".")]
        pub type $biased<
            const IN: usize,
            const PART: usize,
            $(const $kernel: usize,)+
            const OUT: usize,
            E,
            D,
            I = (FanIn, FanIn),
        > = ConvTranspose<OUT, $rank<IN, PART, $($kernel),+>, E, D, I>;

        #[doc = concat!("The variables of a transposed convolution over ", $what, " with `bias = false`.")]
        pub type $unbiased<const IN: usize, const PART: usize, $(const $kernel: usize,)+ E, D, I = (FanIn, FanIn)> =
            UnbiasedConvTranspose<$rank<IN, PART, $($kernel),+>, E, D, I>;
    )*};
}

transposed_convolutions! {
    "sequences": ConvTranspose1d, UnbiasedConvTranspose1d, Rank3<K>;
    "images": ConvTranspose2d, UnbiasedConvTranspose2d, Rank4<KH, KW>;
    "volumes": ConvTranspose3d, UnbiasedConvTranspose3d, Rank5<KD, KH, KW>;
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for ConvTranspose<OUT, S, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = ConvTranspose<OUT, S, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| {
                        let [fan_in, fan_out] = fans::<S>();
                        I::Weight::fill(weight, fan_in, fan_out)
                    }),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| {
                        let [fan_in, fan_out] = fans::<S>();
                        I::Bias::fill(bias, fan_in, fan_out)
                    }),
                ),
            ),
            |(weight, bias)| ConvTranspose { weight, bias, init: PhantomData },
        )
    }
}

impl<S: ConstShape, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for UnbiasedConvTranspose<S, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = UnbiasedConvTranspose<S, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| {
                    let [fan_in, fan_out] = fans::<S>();
                    I::Weight::fill(weight, fan_in, fan_out)
                }),
            ),
            |weight| UnbiasedConvTranspose { weight, init: PhantomData },
        )
    }
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: Device<E>, I: Initializers> ConvTranspose<OUT, S, E, D, I> {
    /// The transpose of a convolution over this window.
    pub fn window<const N: usize>(&self, window: Window<N>) -> TransposedConvolution<'_, OUT, N, S, E, D> {
        TransposedConvolution::new(&self.weight, Some(&self.bias), window)
    }
}

impl<S: ConstShape, E: Dtype, D: Device<E>, I: Initializers> UnbiasedConvTranspose<S, E, D, I> {
    /// The transpose of a convolution over this window, of which no bias has a size.
    pub fn window<const N: usize>(&self, window: Window<N>) -> TransposedConvolution<'_, 0, N, S, E, D> {
        TransposedConvolution::new(&self.weight, None, window)
    }
}

/// A transposed convolution about to be applied, alone or as one operation with ReLU.
pub struct TransposedConvolution<
    'a,
    const OUT: usize,
    const N: usize,
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D> = &'a Tensor<S, E, D>,
> {
    weight: W,
    bias: Option<&'a Tensor<Rank1<OUT>, E, D>>,
    window: Window<N>,
    relu: bool,
    kernel: PhantomData<S>,
}

impl<'a, const OUT: usize, const N: usize, S, E, D, W> TransposedConvolution<'a, OUT, N, S, E, D, W>
where
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D>,
{
    pub(super) fn new(weight: W, bias: Option<&'a Tensor<Rank1<OUT>, E, D>>, window: Window<N>) -> Self {
        Self { weight, bias, window, relu: false, kernel: PhantomData }
    }

    /// Followed by ReLU.
    pub fn relu(mut self) -> Self {
        self.relu = true;
        self
    }

    /// `[IN, ..] → [OUT, ..]`, of sizes that the convolution over the window turns to those of the input.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<X: Batched, Y: InPass<Batch = X::Batch>>(
        self,
        x: &Value<X, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<Y, E, D>, D::Err> {
        let shape: Y = pass.shape(x.shape().batch());
        // Those of the convolution which it turns around.
        let sizes = Sizes::new::<S>(shape.batch().size(), &shape.dims(), &x.shape().dims(), &self.window);
        let weight = self.weight.enter(pass)?.id();
        let bias = self.bias.map(|bias| pass.variable(bias)).transpose()?;
        let convolve = |relu: bool, pass: &mut Pass<E, D>| {
            if N != 3 {
                return Ok(Value::new(convolve(sizes.plane(), relu, x.id(), weight, bias, pass), shape));
            }
            let mut y = Value::new(volume::convolve(&sizes, x.id(), weight, pass), shape);
            if let Some(bias) = bias {
                y = add_bias(&y, OUT, bias, pass);
            }
            if relu { self::relu(&y, pass) } else { Ok(y) }
        };
        if self.relu {
            pass.on_the_way(&shape, |pass| Ok(convolve(false, pass)?.id()))?;
        }
        convolve(self.relu, pass)
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
    let outputs = [geometry.batch * geometry.in_channels * geometry.input.iter().product::<usize>()];
    let convolve = Convolve { geometry, relu };
    match bias {
        Some(bias) => pass.apply(convolve, &[x, weight, bias], &outputs),
        None => pass.apply(convolve, &[x, weight], &outputs),
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

    fn factors(&self) -> &'static [usize] {
        &[0, 1, 2]
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
