use std::marker::PhantomData;
use std::ops::Deref;

use dfdx::shapes::Dim;

use crate::kernels::concat::{Concat as Kernel, Geometry};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Values about to be joined along one axis; their other axes are alike.
pub struct Concat<B, E: Dtype, D: Device<E>> {
    axis: usize,
    batch: Option<B>,
    /// The product of the dimensions before the axis, the batch among them.
    outer: usize,
    values: List<Id>,
    /// Of each value the product of the axis and the dimensions after it.
    inner: List<usize>,
    elements: PhantomData<(E, D)>,
}

impl<B: Dim, E: Dtype, D: Device<E>> Concat<B, E, D> {
    /// Joins along this axis of a sample, counted from 0.
    pub fn new(axis: usize) -> Self {
        Self { axis, batch: None, outer: 0, values: List::new(), inner: List::new(), elements: PhantomData }
    }

    /// Adds a value at the end.
    pub fn with<S: Batched<Batch = B>>(mut self, value: &Value<S, E, D>) -> Self {
        let batch = value.shape().batch();
        let sample = value.shape().dims();
        let (before, after) = sample.split_at(self.axis);
        self.batch = Some(batch);
        self.outer = batch.size() * before.iter().product::<usize>();
        self.values.push(value.id());
        self.inner.push(after.iter().product());
        self
    }

    /// The joined values.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: InPass<Batch = B>>(self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let Self { batch, outer, values, inner, .. } = self;
        let Some(batch) = batch else {
            unreachable!("the compiler joins one value at least");
        };
        let y = join(outer, values.iter().copied().zip(inner.iter().copied()), pass);
        Ok(Value::new(y, pass.shape(batch)))
    }
}

/// Joins the rows of values, of which there are so many; each value comes with the length of its rows.
pub(super) fn join<E: Dtype, D: Device<E>>(
    outer: usize,
    values: impl IntoIterator<Item = (Id, usize)>,
    pass: &mut Pass<E, D>,
) -> Id {
    let (mut ids, mut inner) = (List::new(), List::new());
    for (value, width) in values {
        ids.push(value);
        inner.push(width);
    }
    let whole = inner.iter().sum();
    pass.apply(Join { outer, whole, inner }, &ids, &[outer * whole])
}

/// Joins values whose rows are so long.
#[derive(PartialEq)]
struct Join {
    outer: usize,
    whole: usize,
    inner: List<usize>,
}

impl Join {
    /// Where each value is in the whole.
    fn parts(&self) -> impl Iterator<Item = Geometry> {
        self.inner.iter().scan(0, |offset, part| {
            let geometry = Geometry { outer: self.outer, part: *part, whole: self.whole, offset: *offset };
            *offset += part;
            Some(geometry)
        })
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Join {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        for (operand, geometry) in self.parts().enumerate() {
            let (reads, [y]) = at.lend([Part::Output(0)]);
            Kernel::forward(&kernels, &geometry, reads.operand(operand), y);
        }
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        for (operand, geometry) in self.parts().enumerate() {
            if at.wants(operand) {
                let (reads, [dx]) = at.lend([Part::Gradient(operand)]);
                Kernel::backward(&kernels, &geometry, reads.incoming(), dx);
            }
        }
    }
}

/// How many values are joined without memory for a list of them.
const FEW: usize = 16;

/// Something of each value, in their order. It is told anew at each step, so that of few values it is held in place.
#[derive(PartialEq)]
struct List<T> {
    few: Option<[T; FEW]>,
    count: usize,
    /// All of them, if they are more.
    many: Vec<T>,
}

impl<T: Copy> List<T> {
    fn new() -> Self {
        Self { few: None, count: 0, many: Vec::new() }
    }

    fn push(&mut self, item: T) {
        let few = self.few.get_or_insert([item; FEW]);
        match few.get_mut(self.count) {
            Some(place) => *place = item,
            None => {
                if self.many.is_empty() {
                    self.many.extend_from_slice(few);
                }
                self.many.push(item);
            }
        }
        self.count += 1;
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.few {
            Some(few) if self.many.is_empty() => &few[..self.count],
            _ => &self.many,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, List};

    #[test]
    fn a_list_holds_few_and_many() {
        let mut list = List::new();
        assert!(list.is_empty());
        for count in 1..3 * FEW {
            list.push(count);
            assert!(list.iter().copied().eq(1..=count));
        }
    }
}
