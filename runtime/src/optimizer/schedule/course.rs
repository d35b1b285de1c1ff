use std::f64::consts::PI;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use super::{OneCycle, Plateau};
use crate::Error;
use crate::checkpoint::State;
use crate::optimizer::{check_size, check_steps};

/// What a schedule does behind its warm-up.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Course {
    Constant,
    Step { every: u64, factor: f64 },
    Exponential { factor: f64 },
    Cosine { total: u64 },
    OneCycle(OneCycle),
    Plateau(Plateau),
    Function(Function),
}

impl Course {
    pub(super) fn factor(&self, steps: u64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => factor.powf(steps.checked_div(*every).unwrap_or(0) as f64),
            Self::Exponential { factor } => factor.powf(steps as f64),
            // The cosine of π is −1, exactly.
            Self::Cosine { total } => 0.5 * (1.0 + (PI * (steps as f64 / *total as f64).min(1.0)).cos()),
            Self::OneCycle(cycle) => cycle.factor(steps),
            Self::Plateau(plateau) => plateau.current(),
            Self::Function(function) => (function.0)(steps),
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Constant | Self::Function(_) => Ok(()),
            Self::Step { every, factor } => {
                check_steps("every of the schedule", *every)?;
                check_size("factor of the schedule", *factor)
            }
            Self::Exponential { factor } => check_size("factor of the schedule", *factor),
            Self::Cosine { total } => check_steps("total of the schedule", *total),
            Self::OneCycle(cycle) => cycle.check(),
            Self::Plateau(plateau) => plateau.check(),
        }
    }

    pub(super) fn save(&self, state: &mut State) {
        state.set_count(COURSE, self.number());
        match self {
            Self::Constant | Self::Function(_) => {}
            Self::Step { every, factor } => {
                state.set_count("schedule.every", *every);
                state.set_number("schedule.factor", *factor);
            }
            Self::Exponential { factor } => state.set_number("schedule.factor", *factor),
            Self::Cosine { total } => state.set_count("schedule.total", *total),
            Self::OneCycle(cycle) => cycle.save(state),
            Self::Plateau(plateau) => plateau.save(state),
        }
    }

    pub(super) fn loaded(&self, state: &State) -> Result<Self, Error> {
        Ok(match state.count(COURSE)? {
            0 => Self::Constant,
            1 => Self::Step { every: state.count("schedule.every")?, factor: state.number("schedule.factor")? },
            2 => Self::Exponential { factor: state.number("schedule.factor")? },
            3 => Self::Cosine { total: state.count("schedule.total")? },
            4 => Self::OneCycle(OneCycle::loaded(state)?),
            5 => Self::Plateau(Plateau::loaded(state)?),
            6 => match self {
                Self::Function(function) => Self::Function(function.clone()),
                _ => {
                    let reason = "the schedule of this run is a function, which a file cannot hold: give the optimizer \
                                  the same `Schedule::function(..)` before it is loaded";
                    return Err(state.refuse(reason.to_owned()));
                }
            },
            other => return Err(state.refuse(format!("there is no schedule of the kind {other}"))),
        })
    }

    /// What stands for the kind in a checkpoint.
    fn number(&self) -> u64 {
        match self {
            Self::Constant => 0,
            Self::Step { .. } => 1,
            Self::Exponential { .. } => 2,
            Self::Cosine { .. } => 3,
            Self::OneCycle(_) => 4,
            Self::Plateau(_) => 5,
            Self::Function(_) => 6,
        }
    }
}

const COURSE: &str = "schedule.course";

/// A function of the number of steps; it is equal to its clones.
#[derive(Clone)]
pub(super) struct Function(Arc<dyn Fn(u64) -> f64 + Send + Sync>);

impl Function {
    pub(super) fn new(function: impl Fn(u64) -> f64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(function))
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Debug for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}
