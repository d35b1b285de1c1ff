use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use super::program::Id;
use super::run::Results;
use super::value::Value;
use crate::storage::{self, Device, Dtype, Flat};

/// What leaves a pass: a tensor, or several.
pub trait Outputs<E: Dtype, D: Device<E>>: Sized {
    /// The same as values of the pass.
    type Values: Copy;

    /// Visits the values, in order.
    #[doc(hidden)]
    fn ids(values: &Self::Values, visit: &mut dyn FnMut(ValueId));

    /// Makes tensors of values.
    #[doc(hidden)]
    fn leave(values: Self::Values, results: &Results<'_, E, D>) -> Result<Self, D::Err>;

    /// Visits the tensors, in order.
    #[doc(hidden)]
    fn tensors(&self, visit: &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err>;
}

/// A value without its type, which only a pass can look into.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct ValueId(pub(super) Id);

impl<S: Shape, E: Dtype, D: Device<E>> Outputs<E, D> for Tensor<S, E, D> {
    type Values = Value<S, E, D>;

    fn ids(value: &Self::Values, visit: &mut dyn FnMut(ValueId)) {
        visit(ValueId(value.id()));
    }

    fn leave(value: Self::Values, results: &Results<'_, E, D>) -> Result<Self, D::Err> {
        results.tensor(&value)
    }

    fn tensors(&self, visit: &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err> {
        visit(storage::flat(self)?);
        Ok(())
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<E: Dtype, D: Device<E>, $($name: Outputs<E, D>),*> Outputs<E, D> for ($($name,)*) {
            type Values = ($($name::Values,)*);

            #[allow(non_snake_case, unused_variables)]
            fn ids(($($name,)*): &Self::Values, visit: &mut dyn FnMut(ValueId)) {
                $($name::ids($name, visit);)*
            }

            #[allow(non_snake_case, unused_variables)]
            fn leave(($($name,)*): Self::Values, results: &Results<'_, E, D>) -> Result<Self, D::Err> {
                Ok(($($name::leave($name, results)?,)*))
            }

            #[allow(non_snake_case, unused_variables)]
            fn tensors(&self, visit: &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err> {
                let ($($name,)*) = self;
                $($name.tensors(visit)?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    ()
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, F)
    (A, B, C, F, G)
    (A, B, C, F, G, H)
    (A, B, C, F, G, H, I)
    (A, B, C, F, G, H, I, J)
}
