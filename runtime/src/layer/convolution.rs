mod deformed;
pub(super) mod volume;

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{ConstShape, Dim, Rank1, Rank3, Rank4, Rank5};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

pub use deformed::Deformed;

use super::batch_norm::{BatchNorm, Normalization};
use super::parametrization::Weight;
use super::window::{Window, plane};
use super::{backward_all, backward_relu, backward_variables};
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::Axes;
use crate::kernels::conv2d::{Conv2d as Kernel, Geometry};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// The variables of a convolution, whose kernels have the shape `S`.
#[derive(Clone, Debug)]
pub struct Conv<const OUT: usize, S: ConstShape, E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (FanIn, FanIn)> {
    /// The kernels, `[OUT, IN, ..]`, where `IN` is the number of input channels of one group.
    pub weight: Tensor<S, E, D>,
    /// What is added to each output channel, `[OUT]`.
    pub bias: Tensor<Rank1<OUT>, E, D>,
    init: PhantomData<I>,
}

/// The variables of a convolution with `bias = false`.
#[derive(Clone, Debug)]
pub struct UnbiasedConv<
    const OUT: usize,
    S: ConstShape,
    E: DfdxDtype,
    D: DfdxDevice<E>,
    I: Initializers = (FanIn, FanIn),
> {
    /// The kernels, `[OUT, IN, ..]`, where `IN` is the number of input channels of one group.
    pub weight: Tensor<S, E, D>,
    init: PhantomData<I>,
}

/// Declares the convolutions over so many axes.
macro_rules! convolutions {
    ($($what:literal: $biased:ident, $unbiased:ident, $rank:ident<$($kernel:ident),+>;)*) => {$(
        #[doc = concat!("The variables of a convolution over ", $what, ".")]
        pub type $biased<const OUT: usize, const IN: usize, $(const $kernel: usize,)+ E, D, I = (FanIn, FanIn)> =
            Conv<OUT, $rank<OUT, IN, $($kernel),+>, E, D, I>;

        #[doc = concat!("The variables of a convolution over ", $what, " with `bias = false`.")]
        pub type $unbiased<const OUT: usize, const IN: usize, $(const $kernel: usize,)+ E, D, I = (FanIn, FanIn)> =
            UnbiasedConv<OUT, $rank<OUT, IN, $($kernel),+>, E, D, I>;
    )*};
}

convolutions! {
    "sequences": Conv1d, UnbiasedConv1d, Rank3<K>;
    "images": Conv2d, UnbiasedConv2d, Rank4<KH, KW>;
    "volumes": Conv3d, UnbiasedConv3d, Rank5<KD, KH, KW>;
}

/// How many inputs an output has, and how many outputs an input, for kernels of this shape.
pub(super) fn fans<S: ConstShape>() -> [usize; 2] {
    let mut sizes = S::default().concrete().into_iter();
    let outputs = sizes.next().unwrap_or(1);
    let inputs = sizes.next().unwrap_or(1);
    let taps = sizes.product::<usize>();
    [inputs * taps, outputs * taps]
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for Conv<OUT, S, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Conv<OUT, S, E2, D2, I>;

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
            |(weight, bias)| Conv { weight, bias, init: PhantomData },
        )
    }
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D>
    for UnbiasedConv<OUT, S, E, D, I>
{
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = UnbiasedConv<OUT, S, E2, D2, I>;

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
            |weight| UnbiasedConv { weight, init: PhantomData },
        )
    }
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: Device<E>, I: Initializers> Conv<OUT, S, E, D, I> {
    /// The convolution over this window.
    pub fn window<const N: usize>(&self, window: Window<N>) -> Convolution<'_, OUT, N, S, E, D> {
        Convolution::new(&self.weight, Some(&self.bias), window)
    }
}

impl<const OUT: usize, S: ConstShape, E: Dtype, D: Device<E>, I: Initializers> UnbiasedConv<OUT, S, E, D, I> {
    /// The convolution over this window.
    pub fn window<const N: usize>(&self, window: Window<N>) -> Convolution<'_, OUT, N, S, E, D> {
        Convolution::new(&self.weight, None, window)
    }
}

/// A convolution about to be applied, alone or as one operation with what follows it.
pub struct Convolution<
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
    norm: Option<Normalization<'a, OUT, E, D>>,
    relu: bool,
    kernel: PhantomData<S>,
}

impl<'a, const OUT: usize, const N: usize, S, E, D, W> Convolution<'a, OUT, N, S, E, D, W>
where
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D>,
{
    pub(super) fn new(weight: W, bias: Option<&'a Tensor<Rank1<OUT>, E, D>>, window: Window<N>) -> Self {
        Self { weight, bias, window, norm: None, relu: false, kernel: PhantomData }
    }

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

    /// `[C, ..] → [OUT, ..]`, where `C` is the number of input channels of one group times the groups.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<X: Batched, Y: InPass<Batch = X::Batch>>(
        self,
        x: &Value<X, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<Y, E, D>, D::Err> {
        self.apply_by(x, pass, |sizes, variables, relu, pass| sizes.convolve(relu, x.id(), variables, pass))
    }

    /// The same, where `convolve` says what a convolution is.
    fn apply_by<X: Batched, Y: InPass<Batch = X::Batch>>(
        self,
        x: &Value<X, E, D>,
        pass: &mut Pass<E, D>,
        convolve: impl Fn(&Sizes<'_, N>, Factors, bool, &mut Pass<E, D>) -> Id,
    ) -> Result<Value<Y, E, D>, D::Err> {
        let shape: Y = pass.shape(x.shape().batch());
        let (batch, dims) = (shape.batch().size(), [x.shape().dims(), shape.dims()]);
        let sizes = Sizes::new::<S>(batch, &dims[0], &dims[1], &self.window);
        if self.norm.is_some() || self.relu {
            pass.on_the_way(&shape, |pass| self.followed(None, false, &sizes, pass, &convolve))?;
        }
        if self.norm.is_some() && self.relu {
            pass.on_the_way(&shape, |pass| self.followed(self.norm, false, &sizes, pass, &convolve))?;
        }
        Ok(Value::new(self.followed(self.norm, self.relu, &sizes, pass, &convolve)?, shape))
    }

    /// The convolution with so much of what follows it.
    fn followed(
        &self,
        norm: Option<Normalization<'a, OUT, E, D>>,
        relu: bool,
        sizes: &Sizes<'_, N>,
        pass: &mut Pass<E, D>,
        convolve: &impl Fn(&Sizes<'_, N>, Factors, bool, &mut Pass<E, D>) -> Id,
    ) -> Result<Id, D::Err> {
        let weight = self.weight.enter(pass)?.id();
        let bias = self.bias.map(|bias| pass.variable(bias)).transpose()?;
        Ok(match norm {
            None => convolve(sizes, Factors { weight, bias }, relu, pass),
            // Where no variable is trained, batch norm becomes part of the weight and the bias.
            Some(norm) if !pass.trains() => {
                let elements = S::default().num_elements();
                let [weight, bias] = norm.fold((weight, elements), bias, pass)?;
                convolve(sizes, Factors { weight, bias: Some(bias) }, relu, pass)
            }
            Some(norm) => {
                let between = convolve(sizes, Factors { weight, bias }, false, pass);
                let norm = if relu { norm.relu() } else { norm };
                norm.normalize(between, [sizes.batch, sizes.output.iter().product()], pass)?
            }
        })
    }
}

/// What a convolution multiplies with, and what it adds.
#[derive(Clone, Copy)]
struct Factors {
    weight: Id,
    bias: Option<Id>,
}

/// The sizes and settings of a convolution over `N` axes.
pub(super) struct Sizes<'w, const N: usize> {
    pub(super) batch: usize,
    pub(super) in_channels: usize,
    pub(super) out_channels: usize,
    pub(super) input: [usize; N],
    pub(super) output: [usize; N],
    pub(super) kernel: [usize; N],
    pub(super) window: &'w Window<N>,
}

impl<'w, const N: usize> Sizes<'w, N> {
    /// Those of `[C, ..]` and `[OUT, ..]`, for kernels of the shape `S`.
    pub(super) fn new<S: ConstShape>(batch: usize, x: &[usize], y: &[usize], window: &'w Window<N>) -> Self {
        let kernel: Axes = S::default().concrete().into_iter().skip(2).collect();
        let axes = |sizes: &[usize]| std::array::from_fn(|axis| sizes[axis]);
        Self {
            batch,
            in_channels: x[0],
            out_channels: y[0],
            input: axes(&x[1..]),
            output: axes(&y[1..]),
            kernel: axes(&kernel),
            window,
        }
    }

    /// The convolution over the last two axes.
    pub(super) fn plane(&self) -> Geometry {
        Geometry {
            batch: self.batch,
            groups: self.window.groups,
            in_channels: self.in_channels,
            out_channels: self.out_channels,
            input: plane(&self.input, 1),
            output: plane(&self.output, 1),
            kernel: plane(&self.kernel, 1),
            stride: plane(&self.window.stride, 1),
            padding: plane(&self.window.padding, [0; 2]),
            dilation: plane(&self.window.dilation, 1),
        }
    }

    fn convolve<E: Dtype, D: Device<E>>(
        &self,
        relu: bool,
        x: Id,
        Factors { weight, bias }: Factors,
        pass: &mut Pass<E, D>,
    ) -> Id {
        if N == 3 {
            return volume::convolve(self, relu, x, weight, bias, pass);
        }
        convolve(self.plane(), relu, x, weight, bias, pass)
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
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::backward_input(&kernels, &self.geometry, reads.operand(1), reads.incoming(), dx);
        }
    }
}
