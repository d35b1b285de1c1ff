use super::best::Best;
use crate::Error;
use crate::checkpoint::{State, Stateful};
use crate::network::Network;

/// Tells when to stop: a metric of data that is not trained on has stopped improving.
///
/// ```
/// use netweave::EarlyStopping;
///
/// let mut stopping = EarlyStopping::new(1);
/// let losses = [0.9, 0.6, 0.7, 0.5, 0.6, 0.8, 0.4];
/// let taken = losses.iter().take_while(|&&loss| !stopping.observe(loss)).count();
/// assert_eq!((taken, stopping.best()), (5, Some(0.5)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStopping {
    patience: u64,
    best: Best,
}

impl EarlyStopping {
    /// Stops after more than `patience` values in a row, of a loss, that are no better than the best before.
    pub fn new(patience: u64) -> Self {
        Self { patience, best: Best::new(0.0) }
    }

    /// Takes higher values for better ones: an accuracy in place of a loss.
    pub fn maximize(mut self) -> Self {
        self.best.maximize = true;
        self
    }

    /// Takes in a value, and tells whether to stop. One that is not finite is never better.
    #[must_use = "nothing stops by itself: leave the loop when this is true"]
    pub fn observe(&mut self, value: f64) -> bool {
        self.best.observe(value);
        self.best.since > self.patience
    }

    /// The best value so far.
    pub fn best(&self) -> Option<f64> {
        self.best.value
    }

    /// Whether the last value was the best: the moment to save the weights.
    pub fn improved(&self) -> bool {
        self.best.value.is_some() && self.best.since == 0
    }
}

impl<N: Network> Stateful<N> for EarlyStopping {
    fn save_state(&self, _: &N, state: &mut State) {
        state.set_count("patience", self.patience);
        self.best.save("metric", state);
    }

    fn load_state(&mut self, _: &N, state: &State) -> Result<(), Error> {
        *self = Self { patience: state.count("patience")?, best: Best::loaded("metric", state)? };
        Ok(())
    }
}
