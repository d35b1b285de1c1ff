use dfdx::shapes::{Const, Dim};
use dfdx::tensor::Tensor;

use super::rows::{Rows, greatest};
use crate::Error;
use crate::storage::{Device, Dtype};

/// The share of samples whose greatest logit is at their class: [`TopK`] of 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy(TopK);

impl Accuracy {
    /// Of no samples yet.
    #[expect(clippy::new_without_default, reason = "as the metrics beside it, which need arguments")]
    pub fn new() -> Self {
        Self(TopK::new(1))
    }

    /// Adds a batch: logits or probabilities, and the classes as distributions, of which the greatest counts.
    ///
    /// # Errors
    /// [`Error::Batch`] if there are more logits than labels, or fewer.
    pub fn add<B: Dim, B2: Dim, const CLASSES: usize, E: Dtype, D: Device<E>>(
        &mut self,
        logits: &Tensor<(B, Const<CLASSES>), E, D>,
        labels: &Tensor<(B2, Const<CLASSES>), E, D>,
    ) -> Result<(), Error> {
        self.0.add(logits, labels)
    }

    /// The share of right answers, from 0 to 1; NaN of no samples.
    pub fn value(&self) -> f64 {
        self.0.value()
    }
}

/// The share of samples whose class is among the `k` with the greatest logits
/// ([Russakovsky et al. 2015](https://arxiv.org/abs/1409.0575): one minus the top-k error).
///
/// `|{i : rank of logit[i, class[i]] in logit[i] ≤ k}| / n`. Of equal logits the first ranks first, and NaN ranks last.
#[derive(Clone, Debug, PartialEq)]
pub struct TopK {
    k: usize,
    right: u64,
    samples: u64,
}

impl TopK {
    /// Of no samples yet; a `k` of 0 is never right.
    pub fn new(k: usize) -> Self {
        Self { k, right: 0, samples: 0 }
    }

    /// Adds a batch: logits or probabilities, and the classes as distributions, of which the greatest counts.
    ///
    /// # Errors
    /// [`Error::Batch`] if there are more logits than labels, or fewer.
    pub fn add<B: Dim, B2: Dim, const CLASSES: usize, E: Dtype, D: Device<E>>(
        &mut self,
        logits: &Tensor<(B, Const<CLASSES>), E, D>,
        labels: &Tensor<(B2, Const<CLASSES>), E, D>,
    ) -> Result<(), Error> {
        for (logits, label) in Rows::new(("logits", logits), ("labels", labels))?.iter() {
            self.samples += 1;
            self.right += u64::from(greatest(label).is_some_and(|class| self.has(logits, class)));
        }
        Ok(())
    }

    fn has<E: Dtype>(&self, logits: &[E], class: usize) -> bool {
        let logit = logits[class];
        let before = |(index, &other): (usize, &E)| other > logit || (other == logit && index < class);
        let rank = 1 + logits.iter().enumerate().filter(|&pair| before(pair)).count();
        rank <= self.k && !num_traits::Float::is_nan(logit)
    }

    /// The share of right answers, from 0 to 1; NaN of no samples.
    pub fn value(&self) -> f64 {
        self.right as f64 / self.samples as f64
    }
}
