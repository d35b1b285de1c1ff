use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{HasShape, Rank1};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::prelu::by_channel;
use crate::init::{Initializer, Zeros};
use crate::kernels::channelwise::Channelwise as Kernel;
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

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
    pub fn apply<S: Batched>(&self, x: &Tensor<S, E, D>, pass: &mut Pass<E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        let shape = *x.shape();
        let geometry = by_channel(&shape, C);
        let x = storage::flat(x)?;
        let bias = pass.variable(&self.bias)?;
        let device = x.device().clone();
        let mut y = device.try_zeros_like(x.shape())?;
        Kernel::bias(&device.kernels(), &geometry, D::read(&x), D::read(&bias), D::write(&mut y));
        if pass.records() {
            let tracks = pass.tracks(&x);
            let (x, bias, y) = (x.ghost(), bias.ghost(), y.ghost());
            pass.record(move |gradients| {
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                let dbias = D::write_buffer(gradients.get_or_alloc_mut(&bias)?);
                Kernel::backward_bias(&device.kernels(), &geometry, D::read_buffer(&dy), dbias);
                if tracks {
                    storage::accumulate(&device, &dy, gradients.get_or_alloc_mut(&x)?);
                }
                Ok(())
            });
        }
        storage::shaped(y, shape)
    }
}
