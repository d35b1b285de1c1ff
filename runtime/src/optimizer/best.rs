use super::check_fraction;
use crate::Error;
use crate::checkpoint::State;

/// The best value of a metric so far, and how many have come since that were no better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Best {
    pub(super) maximize: bool,
    /// The part of the best value by which a better one must differ.
    pub(super) threshold: f64,
    pub(super) value: Option<f64>,
    pub(super) since: u64,
}

impl Best {
    pub(super) fn new(threshold: f64) -> Self {
        Self { maximize: false, threshold, value: None, since: 0 }
    }

    pub(super) fn observe(&mut self, value: f64) {
        let better = self.value.is_none_or(|best| {
            let gain = if self.maximize { value - best } else { best - value };
            gain > self.threshold * best.abs()
        });
        // A loss that is not finite is no start either: nothing would be better than NaN.
        if better && value.is_finite() {
            (self.value, self.since) = (Some(value), 0);
        } else {
            self.since += 1;
        }
    }

    pub(super) fn check(&self, of: &str) -> Result<(), Error> {
        check_fraction(format_args!("threshold of {of}"), self.threshold)
    }

    pub(super) fn save(&self, name: &str, state: &mut State) {
        state.set_count(&format!("{name}.maximize"), self.maximize.into());
        state.set_number(&format!("{name}.threshold"), self.threshold);
        state.set_count(&format!("{name}.since"), self.since);
        if let Some(value) = self.value {
            state.set_number(&format!("{name}.best"), value);
        }
    }

    pub(super) fn loaded(name: &str, state: &State) -> Result<Self, Error> {
        Ok(Self {
            maximize: state.count(&format!("{name}.maximize"))? != 0,
            threshold: state.number(&format!("{name}.threshold"))?,
            value: state.number(&format!("{name}.best")).ok(),
            since: state.count(&format!("{name}.since"))?,
        })
    }
}
