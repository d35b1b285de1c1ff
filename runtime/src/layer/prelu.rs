use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, Rank1};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::init::{Constant, Decimal, Initializer};
use crate::kernels::channelwise::{Channelwise as Kernel, Geometry};
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The variable of a parametric ReLU
/// ([He, Zhang, Ren and Sun 2015](https://arxiv.org/abs/1502.01852)): the slope for negative values of each channel.
#[derive(Clone, Debug)]
pub struct Prelu<const C: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializer = Constant<Decimal<25, -2>>> {
    /// `[C]`; 0.25 at first.
    pub weight: Tensor<Rank1<C>, E, D>,
    init: PhantomData<I>,
}

impl<const C: usize, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D> for Prelu<C, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Prelu<C, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::fill(weight, 1, 1)),
            ),
            |weight| Prelu { weight, init: PhantomData },
        )
    }
}

impl<const C: usize, E: Dtype, D: Device<E>, I: Initializer> Prelu<C, E, D, I> {
    /// `x` where it is positive, `weight · x` elsewhere, with a slope for each element of the first axis.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(&self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let shape = *x.shape();
        let geometry = by_channel(&shape, C);
        let weight = pass.variable(&self.weight)?;
        let y = pass.apply(Slope { geometry }, &[x.id(), weight], &[shape.num_elements()]);
        Ok(Value::new(y, shape))
    }
}

/// A parametric ReLU of a value and a weight.
#[derive(PartialEq)]
struct Slope {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Slope {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::prelu(&kernels, &self.geometry, reads.operand(0), reads.operand(1), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        if at.wants(1) {
            let (reads, [dweight]) = at.lend([Part::Gradient(1)]);
            Kernel::backward_prelu_weight(&kernels, &self.geometry, reads.operand(0), reads.incoming(), dweight);
        }
        if at.wants(0) {
            let (reads, [dy]) = at.lend([Part::Incoming]);
            Kernel::backward_prelu_input(&kernels, &self.geometry, reads.operand(0), reads.operand(1), dy);
            at.hand_on(0);
        }
    }
}

/// A value whose first axis is that of the channels.
pub(super) fn by_channel<S: Batched>(shape: &S, channels: usize) -> Geometry {
    Geometry { batch: shape.batch().size(), channels, spatial: shape.dims().iter().skip(1).product() }
}
