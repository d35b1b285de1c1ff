use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use super::program::Id;
use super::run::Results;
use super::value::Value;
use crate::kernels::{Axes, List};
use crate::storage::{self, Device, Dtype, Flat};

/// What leaves a pass: a tensor, or several.
pub trait Outputs<E: Dtype, D: Device<E>>: Sized {
    /// The same as values of the pass.
    type Values: Values<E, D>;

    /// Makes tensors of the next values that leave.
    #[doc(hidden)]
    fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err>;

    /// Visits the tensors, in order.
    #[doc(hidden)]
    fn tensors(&self, visit: &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err>;
}

/// Values of a pass: one, or several.
pub trait Values<E: Dtype, D: Device<E>>: Copy {
    /// Visits them, in order.
    #[doc(hidden)]
    fn visit(&self, visit: &mut dyn FnMut(Leaving));
}

/// A value that leaves a pass.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    pub(super) id: Id,
    pub(super) shape: Axes,
}

/// Values as a list.
pub(super) fn leaving<E: Dtype, D: Device<E>>(values: &impl Values<E, D>) -> List<Leaving> {
    let mut all = List::new();
    values.visit(&mut |value| all.push(value));
    all
}

impl<S: Shape, E: Dtype, D: Device<E>> Values<E, D> for Value<S, E, D> {
    fn visit(&self, visit: &mut dyn FnMut(Leaving)) {
        visit(Leaving { id: self.id(), shape: self.shape().concrete().into_iter().collect() });
    }
}

impl<S: Shape, E: Dtype, D: Device<E>> Outputs<E, D> for Tensor<S, E, D> {
    type Values = Value<S, E, D>;

    fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
        results.tensor()
    }

    fn tensors(&self, visit: &mut dyn FnMut(Flat<E, D>)) -> Result<(), D::Err> {
        visit(storage::flat(self)?);
        Ok(())
    }
}

macro_rules! values {
    ($(($($name:ident),*))*) => {$(
        impl<E: Dtype, D: Device<E>, $($name: Values<E, D>),*> Values<E, D> for ($($name,)*) {
            #[allow(non_snake_case, unused_variables)]
            fn visit(&self, visit: &mut dyn FnMut(Leaving)) {
                let ($($name,)*) = self;
                $($name.visit(visit);)*
            }
        }
    )*};
}

values! {
    ()
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, F)
    (A, B, C, F, G)
    (A, B, C, F, G, H)
    (A, B, C, F, G, H, I)
    (A, B, C, F, G, H, I, J)
    (A, B, C, F, G, H, I, J, K)
    (A, B, C, F, G, H, I, J, K, L)
    (A, B, C, F, G, H, I, J, K, L, M)
    (A, B, C, F, G, H, I, J, K, L, M, N)
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<E: Dtype, D: Device<E>, $($name: Outputs<E, D>),*> Outputs<E, D> for ($($name,)*) {
            type Values = ($($name::Values,)*);

            #[allow(unused_variables)]
            fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
                Ok(($($name::leave(results)?,)*))
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
