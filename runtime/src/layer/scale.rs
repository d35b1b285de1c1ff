use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::Rank1;
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::along::along;
use super::broadcast::product;
use crate::init::{Initializer, Ones};
use crate::kernels::reduce::Geometry;
use crate::pass::{Pass, Value};
use crate::storage::{Batched, Device, Dtype};

/// The variable of a scale: what each channel is multiplied with.
#[derive(Clone, Debug)]
pub struct Scale<const C: usize, E: DfdxDtype, D: DfdxDevice<E>, I: Initializer = Ones> {
    /// `[C]`; 1 at first.
    pub weight: Tensor<Rank1<C>, E, D>,
    init: PhantomData<I>,
}

impl<const C: usize, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D> for Scale<C, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Scale<C, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|weight| I::fill(weight, 1, 1)),
            ),
            |weight| Scale { weight, init: PhantomData },
        )
    }
}

impl<const C: usize, E: Dtype, D: Device<E>, I: Initializer> Scale<C, E, D, I> {
    /// Says along which axis of a sample the channels are.
    pub fn along(&self, axis: usize) -> Scaling<'_, C, E, D> {
        Scaling { weight: &self.weight, axis }
    }
}

/// A scale about to be applied.
pub struct Scaling<'a, const C: usize, E: Dtype, D: Device<E>> {
    weight: &'a Tensor<Rank1<C>, E, D>,
    axis: usize,
}

impl<const C: usize, E: Dtype, D: Device<E>> Scaling<'_, C, E, D> {
    /// `x · weight`, a factor for each element of the axis.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: Batched>(self, x: &Value<S, E, D>, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let weight = pass.variable(self.weight)?;
        let Geometry { outer, reduced, inner } = along(x.shape(), self.axis);
        let sizes = |outer: usize, inner: usize| [outer, reduced, inner].into_iter().collect();
        let y = product((weight, sizes(1, 1)), (x.id(), sizes(outer, inner)), pass);
        Ok(Value::new(y, *x.shape()))
    }
}
