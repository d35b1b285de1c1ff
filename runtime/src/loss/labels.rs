use std::iter::zip;

use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::Tensor;

use crate::Error;
use crate::pass::Pass;
use crate::storage::{self, Device, Dtype, Flat};

/// What says of which class a sample is: a distribution over the classes, one-hot or soft, or the index of a class.
pub trait Labels<B: Dim, const C: usize, E: Dtype, D: Device<E>> {
    /// A distribution for each sample.
    ///
    /// # Errors
    /// The device's, when memory runs out. A class that there is not fails the pass.
    fn distributions(&self, pass: &mut Pass<E, D>) -> Result<Flat<E, D>, D::Err>;

    /// What the mean divides by, as in PyTorch: the number of samples, or the sum of the weights of their classes
    /// where each has a class of its own.
    fn terms(&self, class_weights: Option<&[f64]>) -> f64;
}

impl<B: Dim, const C: usize, E: Dtype, D: Device<E>> Labels<B, C, E, D> for Tensor<(B, Const<C>), E, D> {
    fn distributions(&self, _: &mut Pass<E, D>) -> Result<Flat<E, D>, D::Err> {
        storage::flat(self)
    }

    fn terms(&self, _: Option<&[f64]>) -> f64 {
        self.shape().0.size() as f64
    }
}

impl<B: Dim, const C: usize, E: Dtype, D: Device<E>> Labels<B, C, E, D> for Tensor<(B,), usize, D> {
    fn distributions(&self, pass: &mut Pass<E, D>) -> Result<Flat<E, D>, D::Err> {
        let classes = self.as_vec();
        let mut labels = vec![E::of(0.0); classes.len() * C];
        for (row, class) in zip(labels.chunks_exact_mut(C.max(1)), classes) {
            match row.get_mut(class) {
                Some(label) => *label = E::of(1.0),
                None => pass.fail(Error::NoClass { class, classes: C }),
            }
        }
        let length = labels.len();
        Tensor::device(self).try_tensor_from_vec(labels, (length,))
    }

    fn terms(&self, class_weights: Option<&[f64]>) -> f64 {
        match class_weights {
            Some(weights) => self.as_vec().into_iter().filter_map(|class| weights.get(class)).sum(),
            None => self.shape().0.size() as f64,
        }
    }
}
