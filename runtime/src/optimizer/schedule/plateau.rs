use crate::Error;
use crate::checkpoint::State;
use crate::optimizer::best::Best;
use crate::optimizer::check_fraction;

/// A learning rate that is lowered when a metric has stopped improving, as PyTorch's `ReduceLROnPlateau` does.
///
/// The optimizer is told the metric by [`observe`](crate::Optimizer::observe), once an epoch, say. When more than
/// `patience` values in a row are no better than the best, all learning rates are multiplied by `factor`. A value is better
/// if it differs from the best by more than `threshold · |best|`; one that is not finite never is.
///
/// ```
/// use netweave::prelude::*;
///
/// let mut schedule = Schedule::from(Plateau::new(1).factor(0.5));
/// for loss in [1.0, 0.8, 0.8, 0.9] {
///     assert_eq!(schedule.factor(0), 1.0);
///     schedule.observe(loss);
/// }
/// assert_eq!(schedule.factor(0), 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    patience: u64,
    factor: f64,
    cooldown: u64,
    best: Best,
    /// How many values are still not counted.
    cooling: u64,
    reductions: u64,
}

impl Plateau {
    /// Lowers to a tenth after more than `patience` values of a loss without an improvement of a ten thousandth.
    pub fn new(patience: u64) -> Self {
        Self { patience, factor: 0.1, cooldown: 0, best: Best::new(1e-4), cooling: 0, reductions: 0 }
    }

    /// Sets what the learning rates are multiplied by.
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }

    /// Sets the part of the best value by which a better one must differ.
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.best.threshold = threshold;
        self
    }

    /// Sets how many values after a reduction count for nothing if they are no better. 0 unless set.
    pub fn cooldown(mut self, values: u64) -> Self {
        self.cooldown = values;
        self
    }

    /// Takes higher values for better ones: an accuracy in place of a loss.
    pub fn maximize(mut self) -> Self {
        self.best.maximize = true;
        self
    }

    pub(super) fn current(&self) -> f64 {
        self.factor.powf(self.reductions as f64)
    }

    pub(super) fn observe(&mut self, value: f64) {
        self.best.observe(value);
        if self.cooling > 0 {
            self.cooling -= 1;
            self.best.since = 0;
        }
        if self.best.since > self.patience {
            self.reductions += 1;
            self.cooling = self.cooldown;
            self.best.since = 0;
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.best.check("the schedule")?;
        check_fraction("factor of the schedule", self.factor)
    }

    pub(super) fn save(&self, state: &mut State) {
        self.best.save("schedule", state);
        state.set_count("schedule.patience", self.patience);
        state.set_number("schedule.factor", self.factor);
        state.set_count("schedule.cooldown", self.cooldown);
        state.set_count("schedule.cooling", self.cooling);
        state.set_count("schedule.reductions", self.reductions);
    }

    pub(super) fn loaded(state: &State) -> Result<Self, Error> {
        Ok(Self {
            patience: state.count("schedule.patience")?,
            factor: state.number("schedule.factor")?,
            cooldown: state.count("schedule.cooldown")?,
            best: Best::loaded("schedule", state)?,
            cooling: state.count("schedule.cooling")?,
            reductions: state.count("schedule.reductions")?,
        })
    }
}
