use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{Dim, HasShape, Rank1};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use crate::init::{Constant, Decimal, Initializer};
use crate::kernels::channelwise::{Channelwise as Kernel, Geometry};
use crate::pass::Pass;
use crate::storage::{self, Batched, Device, Dtype};

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
    pub fn apply<S: Batched>(&self, x: &Tensor<S, E, D>, pass: &mut Pass<E, D>) -> Result<Tensor<S, E, D>, D::Err> {
        let shape = *x.shape();
        let geometry = by_channel(&shape, C);
        let x = storage::flat(x)?;
        let weight = pass.variable(&self.weight)?;
        let device = x.device().clone();
        let mut y = device.try_zeros_like(x.shape())?;
        Kernel::prelu(&device.kernels(), &geometry, D::read(&x), D::read(&weight), D::write(&mut y));
        if pass.records() {
            let tracks = pass.tracks(&x);
            let y = y.ghost();
            pass.record(move |gradients| {
                let kernels = device.kernels();
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                let dweight = D::write_buffer(gradients.get_or_alloc_mut(&weight)?);
                Kernel::backward_prelu_weight(&kernels, &geometry, D::read(&x), D::read_buffer(&dy), dweight);
                if tracks {
                    let dx = D::write_buffer(gradients.get_or_alloc_mut(&x)?);
                    let (x, weight) = (D::read(&x), D::read(&weight));
                    Kernel::backward_prelu_input(&kernels, &geometry, x, weight, D::read_buffer(&dy), dx);
                }
                Ok(())
            });
        }
        storage::shaped(y, shape)
    }
}

/// A value whose first axis is that of the channels.
pub(super) fn by_channel<S: Batched>(shape: &S, channels: usize) -> Geometry {
    Geometry { batch: shape.batch().size(), channels, spatial: shape.sample().iter().skip(1).product() }
}
