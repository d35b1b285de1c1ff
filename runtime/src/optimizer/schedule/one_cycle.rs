use std::f64::consts::PI;

use crate::Error;
use crate::checkpoint::State;
use crate::optimizer::{check_fraction, check_size, check_steps};

/// A rise to the full learning rate and a longer fall, both along a cosine
/// ([Smith and Topin 2019](https://arxiv.org/abs/1708.07120)), as PyTorch computes it.
///
/// With `p = rise · total − 1`, from `start` to 1 over the steps 0 to `p`, and from 1 to `end` over those from `p` to
/// `total − 1`, where it stays. The optimizer's learning rate is the highest of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneCycle {
    total: u64,
    rise: f64,
    start: f64,
    end: f64,
}

impl OneCycle {
    /// A cycle of so many steps, three tenths of which rise, from a factor of 1/25 to 1 and down to 1/250 000.
    pub fn new(total: u64) -> Self {
        Self { total, rise: 0.3, start: 1.0 / 25.0, end: 1.0 / 25e4 }
    }

    /// Sets the part of the steps that rise (PyTorch's `pct_start`).
    pub fn rise(mut self, part: f64) -> Self {
        self.rise = part;
        self
    }

    /// Sets the factor of the first step (1 / PyTorch's `div_factor`).
    pub fn start(mut self, factor: f64) -> Self {
        self.start = factor;
        self
    }

    /// Sets the factor of the last step (1 / PyTorch's `div_factor · final_div_factor`).
    pub fn end(mut self, factor: f64) -> Self {
        self.end = factor;
        self
    }

    pub(super) fn factor(&self, steps: u64) -> f64 {
        let cosine = |from: f64, to: f64, part: f64| to + 0.5 * (from - to) * (1.0 + (PI * part).cos());
        let (step, last) = (steps as f64, self.total as f64 - 1.0);
        let peak = self.rise * self.total as f64 - 1.0;
        if step < peak {
            cosine(self.start, 1.0, step / peak)
        } else {
            cosine(1.0, self.end, ((step - peak) / (last - peak)).min(1.0))
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        check_steps("total of the schedule", self.total)?;
        check_fraction("rise of the schedule", self.rise)?;
        check_size("start of the schedule", self.start)?;
        check_size("end of the schedule", self.end)
    }

    pub(super) fn save(&self, state: &mut State) {
        state.set_count("schedule.total", self.total);
        state.set_number("schedule.rise", self.rise);
        state.set_number("schedule.start", self.start);
        state.set_number("schedule.end", self.end);
    }

    pub(super) fn loaded(state: &State) -> Result<Self, Error> {
        Ok(Self {
            total: state.count("schedule.total")?,
            rise: state.number("schedule.rise")?,
            start: state.number("schedule.start")?,
            end: state.number("schedule.end")?,
        })
    }
}
