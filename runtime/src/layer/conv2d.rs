use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, Dim, HasShape, Rank1, Rank4};
use dfdx::tensor::{Gradients, Tensor};
use dfdx::tensor_ops::Device as DfdxDevice;

use super::backward_variables;
use super::batch_norm::{BatchNorm, Normalization, Prepared};
use crate::init::{FanIn, Initializer, Initializers};
use crate::kernels::batch_norm::Geometry as Channels;
use crate::kernels::conv2d::{Conv2d as Kernel, Geometry};
use crate::kernels::unary::Unary;
use crate::pass::{Pass, Wanted};
use crate::storage::{self, Buffer, Device, Dtype, Flat, SliceMut};

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
    pub fn apply<B: Dim, const C: usize, const H: usize, const W: usize, const OH: usize, const OW: usize>(
        self,
        x: &Tensor<(B, Const<C>, Const<H>, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<OUT>, Const<OH>, Const<OW>), E, D>, D::Err> {
        let batch = x.shape().0;
        let geometry = Geometry {
            batch: batch.size(),
            groups: self.window.groups,
            in_channels: C,
            out_channels: OUT,
            input: [H, W],
            output: [OH, OW],
            kernel: [KH, KW],
            stride: self.window.stride,
            padding: self.window.padding,
            dilation: self.window.dilation,
        };
        let operation = Operation {
            geometry,
            weight: pass.variable(self.weight)?,
            bias: self.bias.map(|bias| pass.variable(bias)).transpose()?,
            relu: self.relu,
        };
        let x = storage::flat(x)?;
        let y = match self.norm {
            None => operation.plain(x, pass)?,
            Some(norm) => operation.normalized(x, norm.prepare(pass)?, pass)?,
        };
        storage::shaped(y, (batch, Const, Const, Const))
    }
}

/// A convolution without its shapes.
struct Operation<E: Dtype, D: Device<E>> {
    geometry: Geometry,
    weight: Flat<E, D>,
    bias: Option<Flat<E, D>>,
    relu: bool,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> {
    /// Convolution and ReLU.
    fn plain(self, x: Flat<E, D>, pass: &mut Pass<E, D>) -> Result<Flat<E, D>, D::Err> {
        let device = x.device().clone();
        let mut y = device.try_zeros_like(&(self.geometry.outputs(),))?;
        self.forward(&x, D::write(&mut y), self.relu);
        if pass.records() {
            let wanted = pass.wanted(&x);
            let output = self.relu.then(|| y.clone());
            let y = y.ghost();
            pass.record(move |gradients| {
                let mut dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                if let Some(output) = output {
                    Unary::mask(&device.kernels(), D::read(&output), D::write_buffer(&mut dy));
                }
                self.backward(&x, wanted, &dy, gradients)
            });
        }
        Ok(y)
    }

    /// Convolution, batch norm and ReLU.
    fn normalized(self, x: Flat<E, D>, norm: Prepared<E, D>, pass: &mut Pass<E, D>) -> Result<Flat<E, D>, D::Err> {
        if !pass.trains() {
            return self.folded(&norm)?.plain(x, pass);
        }
        let device = x.device().clone();
        let channels = Channels {
            batch: self.geometry.batch,
            channels: self.geometry.out_channels,
            spatial: self.geometry.output.iter().product(),
            epsilon: norm.epsilon,
            relu: self.relu,
        };
        let mut between = storage::buffer(&device, self.geometry.outputs())?;
        self.forward(&x, D::write_buffer(&mut between), false);
        let mut y = device.try_zeros_like(&(self.geometry.outputs(),))?;
        let statistics = norm.forward(&channels, D::read_buffer(&between), D::write(&mut y), pass)?;
        let wanted = pass.wanted(&x);
        let y_ghost = y.ghost();
        pass.record(move |gradients| {
            let mut dy = storage::take(gradients.get_or_alloc_mut(&y_ghost)?, &device)?;
            let between = D::read_buffer(&between);
            norm.backward(&channels, between, &statistics, &mut dy, gradients)?;
            self.backward(&x, wanted, &dy, gradients)
        });
        Ok(y)
    }

    /// Where no variable is trained: batch norm becomes part of the weight and the bias.
    fn folded(self, norm: &Prepared<E, D>) -> Result<Self, D::Err> {
        let (weight, bias) = norm.fold(&self.weight, self.bias.as_ref())?;
        Ok(Self { weight, bias: Some(bias), ..self })
    }

    fn forward(&self, x: &Flat<E, D>, y: SliceMut<'_, E, D>, relu: bool) {
        Kernel::forward(
            &x.device().kernels(),
            &self.geometry,
            D::read(x),
            D::read(&self.weight),
            self.bias.as_ref().map(|bias| D::read(bias)),
            relu,
            y,
        );
    }

    fn backward(
        &self,
        x: &Flat<E, D>,
        wanted: Wanted,
        dy: &Buffer<E, D>,
        gradients: &mut Gradients<E, D>,
    ) -> Result<(), D::Err> {
        let kernels = x.device().kernels();
        if wanted.variables {
            let (x, dy) = (D::read(x), D::read_buffer(dy));
            backward_variables(&self.weight, self.bias.as_ref(), gradients, |dweight, dbias| {
                Kernel::backward_weight(&kernels, &self.geometry, x, dy, dweight, dbias);
            })?;
        }
        if wanted.x {
            Kernel::backward_input(
                &kernels,
                &self.geometry,
                D::read(&self.weight),
                D::read_buffer(dy),
                D::write_buffer(gradients.get_or_alloc_mut(x)?),
            );
        }
        Ok(())
    }
}
