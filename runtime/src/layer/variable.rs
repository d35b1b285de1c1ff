use std::marker::PhantomData;

use dfdx::dtypes::Dtype as DfdxDtype;
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::shapes::{ConstShape, HasShape};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::Device as DfdxDevice;

use super::broadcast::of_samples;
use crate::init::Initializer;
use crate::pass::{Pass, Value};
use crate::storage::{Device, Dtype, InPass};

/// A variable of a layer in a pass, for another layer to share.
///
/// # Errors
/// The device's, when memory runs out.
pub fn shared<S: ConstShape, E: Dtype, D: Device<E>>(
    variable: &Tensor<S, E, D>,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    Ok(Value::new(pass.variable(variable)?, *variable.shape()))
}

/// A value that is learnt, and the same for all samples.
#[derive(Clone, Debug)]
pub struct Variable<S: ConstShape, E: DfdxDtype, D: DfdxDevice<E>, I: Initializer> {
    /// The value.
    pub value: Tensor<S, E, D>,
    init: PhantomData<I>,
}

impl<S: ConstShape, E: Dtype, D: DfdxDevice<E>, I: Initializer> TensorCollection<E, D> for Variable<S, E, D, I> {
    type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Variable<S, E2, D2, I>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "value",
                |s| &s.value,
                |s| &mut s.value,
                TensorOptions::reset_with(|value| I::fill(value, 1, 1)),
            ),
            |value| Variable { value, init: PhantomData },
        )
    }
}

impl<S: ConstShape, E: Dtype, D: Device<E>, I: Initializer> Variable<S, E, D, I> {
    /// The value for each sample of the pass.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: InPass>(&self, pass: &mut Pass<E, D>) -> Result<Value<B, E, D>, D::Err> {
        let value = pass.variable(&self.value)?;
        Ok(of_samples(value, pass))
    }
}
