use dfdx::shapes::HasShape;
use dfdx::tensor::Tensor;

use crate::Error;
use crate::shape::{batch, same_batch};
use crate::storage::{Batched, Device, Dtype};

/// Two tensors of one shape on the host, in rows of a sample.
pub(super) struct Rows<E> {
    values: Vec<E>,
    truth: Vec<E>,
    /// The elements of a sample.
    width: usize,
}

impl<E: Dtype> Rows<E> {
    /// # Errors
    /// [`Error::Batch`] if one has more samples than the other.
    pub(super) fn new<S: Batched, S2: Batched<Concrete = S::Concrete>, D: Device<E>>(
        values: (&'static str, &Tensor<S, E, D>),
        truth: (&'static str, &Tensor<S2, E, D>),
    ) -> Result<Self, Error> {
        same_batch(&[(values.0, batch(values.1)), (truth.0, batch(truth.1))])?;
        let width = values.1.shape().sample().iter().product();
        Ok(Self { values: values.1.as_vec(), truth: truth.1.as_vec(), width })
    }

    /// What the network said of each sample, beside the truth.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[E], &[E])> {
        // Rows of nothing cannot be counted.
        let width = self.width.max(1);
        self.values.chunks_exact(width).zip(self.truth.chunks_exact(width))
    }
}

/// The index of the greatest number, the first of several. NaN is never the greatest.
pub(super) fn greatest<E: Dtype>(row: &[E]) -> Option<usize> {
    let mut greatest = None;
    for (index, &value) in row.iter().enumerate() {
        let greater = greatest.is_none_or(|greatest: usize| value > row[greatest]);
        if greater && !num_traits::Float::is_nan(value) {
            greatest = Some(index);
        }
    }
    greatest
}

/// An element as an `f64`, without loss.
pub(super) fn wide<E: Dtype>(element: E) -> f64 {
    element.to_f64().unwrap_or(f64::NAN)
}
