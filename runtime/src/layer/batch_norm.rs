use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, HasShape, Rank1};
use dfdx::tensor::{Gradients, Tensor, UniqueId};
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::Error;
use crate::init::{Initializer, Initializers, Ones, Zeros};
use crate::kernels::batch_norm::{Affine, BatchNorm as Kernel, Geometry, Statistics as Pair};
use crate::pass::Pass;
use crate::storage::{self, Batched, Buffer, Device, Dtype, Flat, Slice, SliceMut};

/// The variables and the running statistics of batch norm
/// ([Ioffe and Szegedy 2015](https://arxiv.org/abs/1502.03167)), `[C]` each.
#[derive(Clone, Debug)]
pub struct BatchNorm<const C: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializers = (Ones, Zeros)> {
    /// What a normalised channel is multiplied with (gamma); 1 at first.
    pub weight: Tensor<Rank1<C>, E, D>,
    /// What is then added (beta); 0 at first.
    pub bias: Tensor<Rank1<C>, E, D>,
    /// The running mean, which inference uses; 0 at first. Not trained: training passes bring updates.
    pub running_mean: Tensor<Rank1<C>, E, D>,
    /// The running unbiased variance, which inference uses; 1 at first.
    pub running_var: Tensor<Rank1<C>, E, D>,
    init: PhantomData<I>,
}

impl<const C: usize, E: Dtype, D: DfdxDevice<E>, I: Initializers> TensorCollection<E, D> for BatchNorm<C, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = BatchNorm<C, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|weight| I::Weight::fill(weight, C, C)),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|bias| I::Bias::fill(bias, C, C)),
                ),
                Self::tensor(
                    "running_mean",
                    |s| &s.running_mean,
                    |s| &mut s.running_mean,
                    TensorOptions::detached(|mean| mean.try_fill_with_zeros()),
                ),
                Self::tensor(
                    "running_var",
                    |s| &s.running_var,
                    |s| &mut s.running_var,
                    TensorOptions::detached(|variance| variance.try_fill_with_ones()),
                ),
            ),
            |(weight, bias, running_mean, running_var)| BatchNorm {
                weight,
                bias,
                running_mean,
                running_var,
                init: PhantomData,
            },
        )
    }
}

impl<const C: usize, E: Dtype, D: Device<E>, I: Initializers> BatchNorm<C, E, D, I> {
    /// The normalisation with these settings: a running statistic becomes
    /// `(1 − momentum) · running + momentum · batch`, and `epsilon` is added to the variance.
    pub fn with(&self, momentum: f64, epsilon: f64) -> Normalization<'_, C, E, D> {
        Normalization {
            weight: &self.weight,
            bias: &self.bias,
            running_mean: &self.running_mean,
            running_var: &self.running_var,
            momentum,
            epsilon,
            relu: false,
        }
    }
}

/// A batch norm about to be applied, alone or as one operation with ReLU.
pub struct Normalization<'a, const C: usize, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<Rank1<C>, E, D>,
    bias: &'a Tensor<Rank1<C>, E, D>,
    running_mean: &'a Tensor<Rank1<C>, E, D>,
    running_var: &'a Tensor<Rank1<C>, E, D>,
    momentum: f64,
    epsilon: f64,
    relu: bool,
}

impl<const C: usize, E: Dtype, D: Device<E>> Normalization<'_, C, E, D> {
    /// Followed by ReLU.
    pub fn relu(mut self) -> Self {
        self.relu = true;
        self
    }

    /// Normalises the channels of `[C]`, `[C, L]` or `[C, H, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(self, x: &Tensor<S, E, D>, pass: &mut Pass<E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        let shape = *x.shape();
        let device = x.device().clone();
        let norm = self.prepare(pass)?;
        let geometry = Geometry {
            batch: shape.batch().size(),
            channels: C,
            spatial: shape.sample().iter().skip(1).product(),
            epsilon: norm.epsilon,
            relu: norm.relu,
        };
        let x = storage::flat(x)?;
        let mut y = device.try_zeros_like(x.shape())?;
        let statistics = norm.forward(&geometry, D::read(&x), D::write(&mut y), pass)?;
        if pass.records() {
            let tracks_x = pass.tracks(&x);
            let y = y.ghost();
            pass.record(move |gradients| {
                let mut dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                norm.backward(&geometry, D::read(&x), &statistics, &mut dy, gradients)?;
                if tracks_x {
                    storage::accumulate::<E, D>(&device, &dy, gradients.get_or_alloc_mut(&x)?);
                }
                Ok(())
            });
        }
        storage::shaped(y, shape)
    }

    /// Takes the variables out of their shapes, for the pass.
    pub(super) fn prepare(self, pass: &mut Pass<E, D>) -> Result<Prepared<E, D>, D::Err> {
        Ok(Prepared {
            weight: pass.variable(self.weight)?,
            bias: pass.variable(self.bias)?,
            running_mean: pass.variable(self.running_mean)?,
            running_var: pass.variable(self.running_var)?,
            identities: Pair {
                mean: storage::identity(self.running_mean),
                variance: storage::identity(self.running_var),
            },
            momentum: self.momentum,
            epsilon: self.epsilon,
            relu: self.relu,
        })
    }
}

/// Batch norm without its shapes.
pub(super) struct Prepared<E: Dtype, D: Device<E>> {
    weight: Flat<E, D>,
    bias: Flat<E, D>,
    running_mean: Flat<E, D>,
    running_var: Flat<E, D>,
    /// Those of the network's own running statistics, of which the ones above may be copies.
    identities: Pair<UniqueId>,
    momentum: f64,
    pub(super) epsilon: f64,
    pub(super) relu: bool,
}

/// The statistics that a forward pass normalised with.
pub(super) enum Statistics<E: Dtype, D: Device<E>> {
    /// Those of the batch, the variance biased.
    Batch { mean: Buffer<E, D>, variance: Buffer<E, D> },
    /// The running ones.
    Running,
}

impl<E: Dtype, D: Device<E>> Prepared<E, D> {
    /// Normalises `x` into `y`; in training with the statistics of the batch, which then become updates, unless the
    /// running ones are frozen.
    pub(super) fn forward(
        &self,
        geometry: &Geometry,
        x: Slice<'_, E, D>,
        y: SliceMut<'_, E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Statistics<E, D>, D::Err> {
        let device = self.weight.device();
        if pass.keeps(self.identities.mean) {
            let kernels = device.kernels();
            Kernel::forward_inference(&kernels, geometry, x, self.affine(), self.running(), y);
            return Ok(Statistics::Running);
        }
        let mut mean = storage::buffer(device, geometry.channels)?;
        let mut variance = storage::buffer(device, geometry.channels)?;
        let statistics = Pair { mean: D::write_buffer(&mut mean), variance: D::write_buffer(&mut variance) };
        Kernel::forward_training(&device.kernels(), geometry, x, self.affine(), y, statistics);
        let count = geometry.batch * geometry.spatial;
        if count < 2 {
            pass.fail(Error::OneValuePerChannel);
        } else {
            let unbiased = count as f64 / (count - 1) as f64;
            let updates = pass.updates();
            let Pair { mean: of_mean, variance: of_variance } = self.identities;
            updates.push(of_mean, &self.running_mean, self.momentum, &mean, 1.0)?;
            updates.push(of_variance, &self.running_var, self.momentum, &variance, unbiased)?;
        }
        Ok(Statistics::Batch { mean, variance })
    }

    /// Turns the gradient of the output into that of the input, in place, and adds the variables' own.
    pub(super) fn backward(
        &self,
        geometry: &Geometry,
        x: Slice<'_, E, D>,
        statistics: &Statistics<E, D>,
        dy: &mut Buffer<E, D>,
        gradients: &mut Gradients<E, D>,
    ) -> Result<(), D::Err> {
        let device = self.weight.device();
        let kernels = device.kernels();
        let mut weight = storage::take(gradients.get_or_alloc_mut(&self.weight)?, device)?;
        let variables = Affine {
            weight: D::write_buffer(&mut weight),
            bias: D::write_buffer(gradients.get_or_alloc_mut(&self.bias)?),
        };
        let dy = D::write_buffer(dy);
        match statistics {
            Statistics::Batch { mean, variance } => {
                let batch = Pair { mean: D::read_buffer(mean), variance: D::read_buffer(variance) };
                Kernel::backward_training(&kernels, geometry, x, self.affine(), batch, dy, variables);
            }
            Statistics::Running => {
                let running = self.running();
                Kernel::backward_inference(&kernels, geometry, x, self.affine(), running, dy, variables);
            }
        }
        *gradients.get_or_alloc_mut(&self.weight)? = weight;
        Ok(())
    }

    /// A weight of `[channels, ..]` and a bias that do the work of this batch norm as well.
    pub(super) fn fold(
        &self,
        weight: &Flat<E, D>,
        bias: Option<&Flat<E, D>>,
    ) -> Result<(Flat<E, D>, Flat<E, D>), D::Err> {
        let device = weight.device();
        let mut folded_weight = device.try_zeros_like(weight.shape())?;
        let mut folded_bias = device.try_zeros_like(self.bias.shape())?;
        Kernel::fold(
            &device.kernels(),
            self.epsilon,
            D::read(weight),
            bias.map(|bias| D::read(bias)),
            self.affine(),
            self.running(),
            Affine { weight: D::write(&mut folded_weight), bias: D::write(&mut folded_bias) },
        );
        Ok((folded_weight, folded_bias))
    }

    fn affine(&self) -> Affine<Slice<'_, E, D>> {
        Affine { weight: D::read(&self.weight), bias: D::read(&self.bias) }
    }

    fn running(&self) -> Pair<Slice<'_, E, D>> {
        Pair { mean: D::read(&self.running_mean), variance: D::read(&self.running_var) }
    }
}
