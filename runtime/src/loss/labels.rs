use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::Error;
use crate::kernels::embedding::Embedding as Kernel;
use crate::layer::check_range;
use crate::pass::{Frame, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype};

/// What says of which class a sample is: a distribution over the classes, one-hot or soft, or the index of a class.
pub trait Labels<B: Dim, const C: usize, E: Dtype, D: Device<E>> {
    /// A distribution for each sample.
    ///
    /// # Errors
    /// The device's, when memory runs out. A class that there is not fails the pass.
    fn distributions(&self, pass: &mut Pass<E, D>) -> Result<Value<(B, Const<C>), E, D>, D::Err>;
}

impl<B: Dim, const C: usize, E: Dtype, D: Device<E>> Labels<B, C, E, D> for Value<(B, Const<C>), E, D> {
    fn distributions(&self, _: &mut Pass<E, D>) -> Result<Value<(B, Const<C>), E, D>, D::Err> {
        Ok(*self)
    }
}

impl<B: Dim, const C: usize, E: Dtype, D: Device<E>> Labels<B, C, E, D> for Tensor<(B,), usize, D> {
    fn distributions(&self, pass: &mut Pass<E, D>) -> Result<Value<(B, Const<C>), E, D>, D::Err> {
        let indices = pass.indices(self)?;
        check_range(self, indices, C, pass, |class, classes| Error::NoClass { class, classes })?;
        let batch = self.shape().0;
        let labels = pass.apply(OneHot { classes: C, indices }, &[], &[batch.size() * C]);
        Ok(Value::new(labels, (batch, Const)))
    }
}

/// A distribution of a one at an index and zeros beside it, for each index.
#[derive(PartialEq)]
struct OneHot {
    classes: usize,
    indices: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for OneHot {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::one_hot(&kernels, self.classes, reads.indices(self.indices), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
