use std::fmt::{self, Display, Formatter};

use dfdx::shapes::{Const, Dim};
use dfdx::tensor::Tensor;

use super::rows::{Rows, greatest};
use crate::Error;
use crate::storage::{Device, Dtype};

/// How often a sample of each class was taken for each class: the confusion matrix
/// ([Stehman 1997](https://doi.org/10.1016/S0034-4257(97)00083-7)).
///
/// `count[t][p] = |{i : class[i] = t and argmax logit[i] = p}|`. It prints as a table, a row for each true class.
///
/// ```
/// use netweave::metric::Confusion;
/// use netweave::prelude::*;
///
/// let device = Cpu::default();
/// let mut confusion = Confusion::named(["cat", "dog"]);
/// let logits = device.tensor([[3.0, 1.0], [0.0, 1.0], [2.0, 1.0]]);
/// let labels = device.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]);
/// confusion.add(&logits, &labels)?;
/// assert_eq!(
///     confusion.to_string(),
///     "true \\ said    cat     dog  recall\n\
///      cat              1       0 100.0 %\n\
///      dog              1       1  50.0 %\n\
///      precision   50.0 % 100.0 %  66.7 % of 3\n",
/// );
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion<const CLASSES: usize> {
    names: [String; CLASSES],
    counts: Vec<[u64; CLASSES]>,
    /// Samples of which the network said NaN only, by class.
    unanswered: [u64; CLASSES],
}

impl<const CLASSES: usize> Confusion<CLASSES> {
    /// Of no samples yet, with classes that are called by their numbers.
    #[expect(clippy::new_without_default, reason = "as the metrics beside it, which need arguments")]
    pub fn new() -> Self {
        Self::named(std::array::from_fn(|class| class.to_string()))
    }

    /// Of no samples yet, with the names of the classes.
    pub fn named(names: [impl Into<String>; CLASSES]) -> Self {
        Self { names: names.map(Into::into), counts: vec![[0; CLASSES]; CLASSES], unanswered: [0; CLASSES] }
    }

    /// Adds a batch: logits or probabilities, and the classes as distributions, of which the greatest counts. A sample
    /// whose label is NaN only is left out.
    ///
    /// # Errors
    /// [`Error::Batch`] if there are more logits than labels, or fewer.
    pub fn add<B: Dim, B2: Dim, E: Dtype, D: Device<E>>(
        &mut self,
        logits: &Tensor<(B, Const<CLASSES>), E, D>,
        labels: &Tensor<(B2, Const<CLASSES>), E, D>,
    ) -> Result<(), Error> {
        for (logits, label) in Rows::new(("logits", logits), ("labels", labels))?.iter() {
            match (greatest(label), greatest(logits)) {
                (Some(class), Some(said)) => self.counts[class][said] += 1,
                (Some(class), None) => self.unanswered[class] += 1,
                (None, _) => {}
            }
        }
        Ok(())
    }

    /// How often a sample of class `truth` was taken for one of class `said`.
    ///
    /// # Panics
    /// If one of them is not below `CLASSES`.
    pub fn count(&self, truth: usize, said: usize) -> u64 {
        self.counts[truth][said]
    }

    /// Of the samples of a class, the share that was found: `count[c][c] / Σₚ count[c][p]`; NaN of no samples.
    ///
    /// # Panics
    /// If the class is not below `CLASSES`.
    pub fn recall(&self, class: usize) -> f64 {
        let samples = self.counts[class].iter().sum::<u64>() + self.unanswered[class];
        self.counts[class][class] as f64 / samples as f64
    }

    /// Of the samples taken for a class, the share that is of it: `count[c][c] / Σₜ count[t][c]`; NaN of no samples.
    ///
    /// # Panics
    /// If the class is not below `CLASSES`.
    pub fn precision(&self, class: usize) -> f64 {
        let said: u64 = self.counts.iter().map(|row| row[class]).sum();
        self.counts[class][class] as f64 / said as f64
    }

    /// The share of right answers, from 0 to 1; NaN of no samples.
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..CLASSES).map(|class| self.counts[class][class]).sum();
        right as f64 / self.samples() as f64
    }

    /// The number of samples.
    pub fn samples(&self) -> u64 {
        self.counts.iter().flatten().sum::<u64>() + self.unanswered.iter().sum::<u64>()
    }
}

impl<const CLASSES: usize> Display for Confusion<CLASSES> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "true \\ said";
        let percent = |share: f64| if share.is_nan() { "–".to_owned() } else { format!("{:.1} %", 100.0 * share) };
        let first = self.names.iter().map(|name| name.chars().count()).fold(CORNER.len(), usize::max);
        // A column holds its class's name, its counts and its precision.
        let widths: [usize; CLASSES] = std::array::from_fn(|class| {
            let counts = self.counts.iter().map(|row| row[class].to_string().len()).max().unwrap_or(0);
            counts.max(self.names[class].chars().count()).max(percent(self.precision(class)).chars().count())
        });

        write!(f, "{CORNER:first$}")?;
        for (name, width) in self.names.iter().zip(widths) {
            write!(f, " {name:>width$}")?;
        }
        writeln!(f, "  recall")?;
        for (class, name) in self.names.iter().enumerate() {
            write!(f, "{name:first$}")?;
            for (count, width) in self.counts[class].iter().zip(widths) {
                write!(f, " {count:>width$}")?;
            }
            writeln!(f, " {:>7}", percent(self.recall(class)))?;
        }
        write!(f, "{:first$}", "precision")?;
        for (class, width) in widths.into_iter().enumerate() {
            write!(f, " {:>width$}", percent(self.precision(class)))?;
        }
        writeln!(f, " {:>7} of {}", percent(self.accuracy()), self.samples())
    }
}
