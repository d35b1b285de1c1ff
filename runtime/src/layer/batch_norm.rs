mod synchronised;

use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, Rank1};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::Error;
use crate::init::{Initializer, Initializers, Ones, Zeros};
use crate::kernels::batch_norm::{Affine, BatchNorm as Kernel, Geometry, Statistics};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH, Value};
use crate::storage::{Batched, Device, Dtype, Slice, SliceMut};

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

impl<const C: usize, E: Dtype, D: Device<E>> Copy for Normalization<'_, C, E, D> {}

impl<const C: usize, E: Dtype, D: Device<E>> Clone for Normalization<'_, C, E, D> {
    fn clone(&self) -> Self {
        *self
    }
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
    pub fn apply<S: Batched>(self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let shape = *x.shape();
        let sizes = [shape.batch().size(), shape.dims().iter().skip(1).product()];
        if self.relu {
            let alone = Self { relu: false, ..self };
            pass.on_the_way(&shape, |pass| alone.normalize(x.id(), sizes, pass))?;
        }
        let y = self.normalize(x.id(), sizes, pass)?;
        Ok(Value::new(y, shape))
    }

    /// Normalises `[batch, C, spatial]`; in training with the statistics of the batch, which then become updates, unless the
    /// running ones are frozen.
    pub(super) fn normalize(self, x: Id, [batch, spatial]: [usize; 2], pass: &mut Pass<E, D>) -> Result<Id, D::Err> {
        let geometry = Geometry { batch, channels: C, spatial, epsilon: self.epsilon, relu: self.relu };
        let [weight, bias] = [pass.variable(self.weight)?, pass.variable(self.bias)?];
        let elements = batch * C * spatial;
        if pass.keeps(self.running_mean) {
            let [mean, variance] = [pass.statistic(self.running_mean)?, pass.statistic(self.running_var)?];
            return Ok(pass.apply(ByRunning { geometry }, &[x, weight, bias, mean, variance], &[elements]));
        }
        let together = pass.together();
        let [y, mean] = match together {
            Some(_) => Self::synchronise(x, [weight, bias], geometry, pass),
            None => {
                let y = pass.apply(ByBatch { geometry }, &[x, weight, bias], &[elements, C, C]);
                [y, y.after(MEAN)]
            }
        };
        let count = together.unwrap_or(batch) * spatial;
        if count == 1 {
            pass.fail(Error::OneValuePerChannel);
        } else {
            // A rank may have no samples; what would become of them counts nothing.
            let unbiased = count as f64 / (count as f64 - 1.0);
            pass.update(self.running_mean, self.momentum, mean, 1.0);
            pass.update(self.running_var, self.momentum, mean.after(VARIANCE - MEAN), unbiased);
        }
        Ok(y)
    }

    /// A weight of `[C, ..]`, of so many elements, and a bias that do the work of this batch norm as well.
    pub(super) fn fold(
        &self,
        (weight, elements): (Id, usize),
        bias: Option<Id>,
        pass: &mut Pass<E, D>,
    ) -> Result<[Id; 2], D::Err> {
        let own = [
            pass.variable(self.weight)?,
            pass.variable(self.bias)?,
            pass.statistic(self.running_mean)?,
            pass.statistic(self.running_var)?,
        ];
        let [gamma, beta, mean, variance] = own;
        let fold = Fold { epsilon: self.epsilon };
        let outputs = [elements, C];
        let folded = match bias {
            Some(bias) => pass.apply(fold, &[weight, gamma, beta, mean, variance, bias], &outputs),
            None => pass.apply(fold, &[weight, gamma, beta, mean, variance], &outputs),
        };
        Ok([folded, folded.after(1)])
    }
}

/// The outputs of [`ByBatch`] behind the first.
const MEAN: usize = 1;
const VARIANCE: usize = 2;

/// Normalises a value with the statistics of the batch, which are outputs as well; the variance is the biased one.
#[derive(PartialEq)]
struct ByBatch {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for ByBatch {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, mean, variance]) = at.lend([Part::Output(0), Part::Output(MEAN), Part::Output(VARIANCE)]);
        let statistics = Statistics { mean, variance };
        Kernel::forward_training(&kernels, &self.geometry, reads.operand(0), affine(&reads), y, statistics);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1, 2], outputs: &[MEAN, VARIANCE] }
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.geometry.channels, self.geometry.channels, 0, 0]
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        backward(at, None, |kernels, reads, dy, gradients, _| {
            let batch = Statistics { mean: reads.output(MEAN), variance: reads.output(VARIANCE) };
            Kernel::backward_training(kernels, &self.geometry, reads.operand(0), affine(reads), batch, dy, gradients);
        });
    }
}

/// Normalises a value with the running statistics.
#[derive(PartialEq)]
struct ByRunning {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for ByRunning {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let x = reads.operand(0);
        Kernel::forward_inference(&kernels, &self.geometry, x, affine(&reads), running(&reads), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1, 2, 3, 4])
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.geometry.channels, self.geometry.channels, 0, 0]
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        backward(at, None, |kernels, reads, dy, gradients, moments| {
            let (x, running) = (reads.operand(0), running(reads));
            Kernel::backward_inference(kernels, &self.geometry, x, affine(reads), running, dy, gradients, moments);
        });
    }
}

/// Turns the gradient of the output into that of the input, in place, and adds the variables' own, and that of `moments`.
fn backward<E: Dtype, D: Device<E>>(
    at: &mut Frame<'_, E, D>,
    moments: Option<Part>,
    run: impl FnOnce(
        &D::Kernels,
        &Reads<'_, E, D>,
        SliceMut<'_, E, D>,
        Affine<SliceMut<'_, E, D>>,
        Option<SliceMut<'_, E, D>>,
    ),
) {
    let kernels = at.kernels();
    // The kernels find the gradients of the variables on their way, wanted or not.
    let parts = match at.wants(1) {
        true => [Part::Gradient(1), Part::Gradient(2)],
        false => [Part::Scratch(0), Part::Scratch(1)],
    };
    if let Some(moments) = moments {
        let (reads, [dy, weight, bias, moments]) = at.lend([Part::Incoming, parts[0], parts[1], moments]);
        run(&kernels, &reads, dy, Affine { weight, bias }, Some(moments));
    } else {
        let (reads, [dy, weight, bias]) = at.lend([Part::Incoming, parts[0], parts[1]]);
        run(&kernels, &reads, dy, Affine { weight, bias }, None);
    }
    at.hand_on(0);
}

fn affine<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Affine<Slice<'a, E, D>> {
    Affine { weight: reads.operand(1), bias: reads.operand(2) }
}

fn running<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Statistics<Slice<'a, E, D>> {
    Statistics { mean: reads.operand(3), variance: reads.operand(4) }
}

/// Makes one weight and one bias of those of a convolution and of the batch norm behind it, where no variable is trained.
#[derive(PartialEq)]
struct Fold {
    epsilon: f64,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Fold {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [weight, bias]) = at.lend([Part::Output(0), Part::Output(1)]);
        Kernel::fold(
            &kernels,
            self.epsilon,
            reads.operand(0),
            reads.operand_if_any(5),
            affine(&reads),
            running(&reads),
            Affine { weight, bias },
        );
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("nothing is folded where variables are trained");
    }
}
