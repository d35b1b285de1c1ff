use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::Rank1;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::prelu::by_channel;
use crate::init::{Initializer, Zeros};
use crate::kernels::channelwise::{Channelwise as Kernel, Geometry};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The variable of a bias: what is added to each channel.
#[derive(Clone, Debug)]
pub struct Bias<const C: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializer = Zeros> {
    /// `[C]`; 0 at first.
    pub bias: Tensor<Rank1<C>, E, D>,
    init: PhantomData<I>,
}

impl<const C: usize, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D> for Bias<C, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Bias<C, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor("bias", |s| &s.bias, |s| &mut s.bias, TensorOptions::reset_with(|bias| I::fill(bias, 1, 1))),
            |bias| Bias { bias, init: PhantomData },
        )
    }
}

impl<const C: usize, E: Dtype, D: Device<E>, I: Initializer> Bias<C, E, D, I> {
    /// `x + bias`, a number for each element of the first axis.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(&self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let bias = pass.variable(&self.bias)?;
        Ok(add_bias(x, C, bias, pass))
    }
}

/// A value and a number for each of its channels.
pub(super) fn add_bias<S: Batched, E: Dtype, D: Device<E>>(
    x: &Value<S, E, D>,
    channels: usize,
    bias: Id,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let shape = *x.shape();
    let geometry = by_channel(&shape, channels);
    let y = pass.apply(AddBias { geometry }, &[x.id(), bias], &[shape.num_elements()]);
    Value::new(y, shape)
}

/// The sum of a value and a bias.
#[derive(PartialEq)]
struct AddBias {
    geometry: Geometry,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for AddBias {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::bias(&kernels, &self.geometry, reads.operand(0), reads.operand(1), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn hands_on(&self) -> &'static [usize] {
        &[0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if at.wants(1) {
            let kernels = at.kernels();
            let (reads, [dbias]) = at.lend([Part::Gradient(1)]);
            Kernel::backward_bias(&kernels, &self.geometry, reads.incoming(), dbias);
        }
        at.hand_on(0);
    }
}
