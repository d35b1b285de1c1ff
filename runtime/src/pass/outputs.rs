use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

use super::holding::Holding;
use super::pool::Purpose;
use super::program::{Id, Program};
use super::run::Run;
use super::value::Value;
use crate::kernels::optimizer::Optimizer;
use crate::kernels::{Axes, List, Memory};
use crate::memory::Block;
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
    pub(crate) id: Id,
    /// The batch comes first.
    pub(crate) shape: Axes,
}

/// What the body of a network gives.
pub(super) struct Given {
    /// What is trained by, if something is.
    pub(super) loss: Option<Id>,
    pub(super) leaving: List<Leaving>,
}

impl Given {
    /// A loss, and the values that leave. It never fails.
    pub(super) fn of<E: Dtype, D: Device<E>>(loss: Option<Id>, values: &impl Values<E, D>) -> Result<Self, D::Err> {
        let mut leaving = List::new();
        values.visit(&mut |value| leaving.push(value));
        Ok(Self { loss, leaving })
    }

    /// Tells a program what comes out of it and where gradients begin.
    pub(super) fn note<E: Dtype, D: Device<E>>(&self, purpose: Purpose, program: &mut Program<E, D>) {
        program.results = self.leaving.iter().map(|value| value.id).collect();
        match (purpose, self.loss) {
            (Purpose::Inference | Purpose::EndPoint(_), _) => {}
            (Purpose::ModuleMut, _) => program.seeds = program.results.clone(),
            (Purpose::Training(_), loss) => {
                program.seeds = loss.into_iter().collect();
                program.results.extend(loss);
                if D::IS_APART {
                    let checks = program.checks.iter().map(|check| check.value);
                    program.told = checks.chain(loss).collect();
                }
            }
        }
    }
}

impl<S: Shape, E: Dtype, D: Device<E>> Values<E, D> for Value<S, E, D> {
    fn visit(&self, visit: &mut dyn FnMut(Leaving)) {
        visit(Leaving { id: self.id(), shape: self.shape().concrete().into_iter().collect() });
    }
}

impl<E: Dtype, D: Device<E>> Values<E, D> for Leaving {
    fn visit(&self, visit: &mut dyn FnMut(Leaving)) {
        visit(*self);
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

/// The values of a pass that has run, on their way out: those of each tower, if it ran in several.
#[doc(hidden)]
pub struct Results<'r, E: Dtype, D: Device<E>> {
    towers: List<Ran<'r, E, D>>,
    /// The number of the next that leaves.
    next: usize,
}

/// A run with its memory, and what leaves it.
type Ran<'r, E, D> = (&'r Run<E, D>, &'r Holding<E, D>, &'r [Leaving]);

impl<'r, E: Dtype, D: Device<E>> Results<'r, E, D> {
    pub(super) fn of(towers: impl IntoIterator<Item = Ran<'r, E, D>>) -> Self {
        Self { towers: towers.into_iter().collect(), next: 0 }
    }

    /// The next value as a tensor: the samples of all towers, one after the other.
    pub(crate) fn tensor<S: Shape>(&mut self) -> Result<Tensor<S, E, D>, D::Err> {
        let (shape, elements) = self.next()?;
        let mut sizes = S::Concrete::default();
        shape.iter().enumerate().for_each(|(axis, size)| sizes[axis] = *size);
        let shape = S::from_concrete(&sizes).unwrap_or_else(|| unreachable!("an output has the shape of its value"));
        storage::shaped(elements, shape)
    }

    /// The shape of the next value, and its elements.
    pub(crate) fn next(&mut self) -> Result<(Axes, Flat<E, D>), D::Err> {
        let leaving = |&(run, holding, leaving): &Ran<'r, E, D>| (run, holding, leaving[self.next]);
        let (_, first, of_first) = leaving(&self.towers[0]);
        let more = self.towers[1..].iter().map(|tower| leaving(tower).2.shape[0]).sum::<usize>();
        let sizes = of_first.shape.iter().enumerate();
        let shape = sizes.map(|(axis, size)| if axis == 0 { size + more } else { *size }).collect::<Axes>();
        let mut tensor = first.device.try_zeros_like(&(shape.iter().product(),))?;
        let mut start = 0;
        for (run, holding, Leaving { id, .. }) in self.towers.iter().map(leaving) {
            let own = start..start + run.program.node(id).len;
            start = own.end;
            let target = <D::Kernels as Memory<E>>::part_mut(D::write(&mut tensor)?, own);
            let scene = run.scene(holding);
            let value = scene.value(id);
            match &holding.visit {
                None => Optimizer::copy(&holding.arena.kernels(), value, target),
                Some(visit) if run.program.node(id).place < run.program.places() => {
                    visit.0.fetch(value, &scene.kernels_of(run.program.node(id).place), target);
                }
                // An input that no step reads is where it was.
                Some(_) => Optimizer::copy(&holding.home(), value, target),
            }
        }
        self.next += 1;
        Ok((shape, tensor))
    }
}
