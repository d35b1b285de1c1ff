//! The factor that keeps gradients in the range of 16 bits.

use crate::Error;
use crate::checkpoint::State;

const FIRST: f64 = 65536.0;
/// So many good steps double it.
const GOOD_STEPS: u64 = 2000;
/// What is too large without a factor is so with none.
const LEAST: f64 = 1.0;

/// What the loss of a pass in `F16` is multiplied with, so that its gradients are not rounded to zeros
/// ([Micikevicius et al. 2018](https://arxiv.org/abs/1710.03740)). It changes as that of PyTorch's `GradScaler` does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LossScale {
    pub(super) factor: f64,
    /// Steps since it has changed.
    good: u64,
    /// Steps that were left out.
    pub(super) skipped: u64,
}

impl Default for LossScale {
    fn default() -> Self {
        Self { factor: FIRST, good: 0, skipped: 0 }
    }
}

impl LossScale {
    /// Whether a smaller one may help where gradients are not finite.
    pub(super) fn can_fall(&self) -> bool {
        self.factor > LEAST
    }

    /// A step was left out.
    pub(super) fn fall(&mut self) {
        *self = Self { factor: (self.factor / 2.0).max(LEAST), good: 0, skipped: self.skipped + 1 };
    }

    /// A step was taken.
    pub(super) fn rise(&mut self) {
        self.good += 1;
        if self.good == GOOD_STEPS {
            (self.factor, self.good) = (self.factor * 2.0, 0);
        }
    }

    /// Keeps it, if a step has ever used it.
    pub(super) fn save(&self, state: &mut State) {
        if *self != Self::default() {
            state.set_number(SCALE, self.factor);
            state.set_count(GOOD, self.good);
            state.set_count(SKIPPED, self.skipped);
        }
    }

    pub(super) fn loaded(state: &State) -> Result<Self, Error> {
        if !state.has(SCALE) {
            // Nothing was ever scaled.
            return Ok(Self::default());
        }
        let factor = state.number(SCALE)?;
        if !(LEAST..f64::INFINITY).contains(&factor) {
            return Err(state.refuse(format!("`{SCALE}` is {factor}, and has to be a number from {LEAST} on")));
        }
        Ok(Self { factor, good: state.count(GOOD)?, skipped: state.count(SKIPPED)? })
    }
}

const SCALE: &str = "loss_scale";
const GOOD: &str = "steps_at_loss_scale";
const SKIPPED: &str = "skipped_steps";

#[cfg(test)]
mod tests {
    use super::{GOOD_STEPS, LossScale, SCALE};
    use crate::checkpoint::State;

    #[test]
    fn it_halves_with_a_step_that_is_left_out_and_doubles_after_two_thousand() {
        let mut scale = LossScale::default();
        scale.fall();
        assert_eq!((scale.factor, scale.skipped), (32768.0, 1));
        (1..GOOD_STEPS).for_each(|_| scale.rise());
        assert_eq!(scale.factor, 32768.0);
        scale.rise();
        assert_eq!(scale.factor, 65536.0);
        // They are counted from the last change on.
        (1..GOOD_STEPS).for_each(|_| scale.rise());
        scale.fall();
        scale.rise();
        assert_eq!(scale.factor, 32768.0);
    }

    #[test]
    fn it_is_kept_whole_or_refused() {
        assert_eq!(LossScale::loaded(&State::default()).ok(), Some(LossScale::default()));
        let mut scale = LossScale::default();
        scale.fall();
        let mut state = State::default();
        scale.save(&mut state);
        assert_eq!(LossScale::loaded(&state).ok(), Some(scale));
        for wrong in [f64::NAN, f64::INFINITY, 0.0, -8.0] {
            state.set_number(SCALE, wrong);
            let error = LossScale::loaded(&state).expect_err("a scale that is none").to_string();
            assert!(error.contains("`loss_scale`"), "{error}");
        }
        state.set_count(SCALE, 65536);
        assert!(LossScale::loaded(&state).is_err());
    }

    #[test]
    fn it_falls_to_one() {
        let mut scale = LossScale::default();
        for _ in 0..16 {
            assert!(scale.can_fall());
            scale.fall();
        }
        assert!(!scale.can_fall());
        assert_eq!((scale.factor, scale.skipped), (1.0, 16));
    }
}
