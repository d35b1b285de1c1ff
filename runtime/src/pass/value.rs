use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

use dfdx::shapes::Shape;

use super::program::Id;

/// A value of a pass: its shape, and where in the pass it is. Its elements lie in the memory of the pass.
///
/// Between the doors of a network all values are of this kind. What comes in and what leaves are dfdx's tensors.
pub struct Value<S, E, D> {
    id: Id,
    shape: S,
    elements: PhantomData<fn() -> (E, D)>,
}

impl<S: Shape, E, D> Value<S, E, D> {
    pub(crate) fn new(id: Id, shape: S) -> Self {
        Self { id, shape, elements: PhantomData }
    }

    /// The shape; the batch comes first.
    pub fn shape(&self) -> &S {
        &self.shape
    }

    pub(crate) fn id(&self) -> Id {
        self.id
    }

    /// The same elements in another shape of as many.
    pub(crate) fn with_shape<S2: Shape>(&self, shape: S2) -> Value<S2, E, D> {
        Value::new(self.id, shape)
    }
}

impl<S: Shape, E, D> Copy for Value<S, E, D> {}

impl<S: Shape, E, D> Clone for Value<S, E, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Shape, E, D> Debug for Value<S, E, D> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Value").field("id", &self.id).field("shape", &self.shape).finish()
    }
}
