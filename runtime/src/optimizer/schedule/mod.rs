//! How learning rates change over a run.

mod course;
mod one_cycle;
mod plateau;

use course::{Course, Function};

use super::{check_fraction, check_size};
use crate::Error;
use crate::checkpoint::State;

pub use one_cycle::OneCycle;
pub use plateau::Plateau;

/// A factor on all learning rates of an optimizer, as a function of the number of steps that it has taken.
///
/// The first step has the factor of 0 steps, as in PyTorch. Groups keep the ratio of their rates.
///
/// ```
/// use netweave::prelude::*;
///
/// let schedule = Schedule::cosine(100).warm_up(3);
/// assert_eq!(schedule.factor(0), 0.25);
/// assert_eq!(schedule.factor(3), 1.0);
/// assert!((schedule.factor(53) - 0.5).abs() < 1e-12);
/// assert_eq!(schedule.factor(200), 0.0);
/// # network! { pub network Line(x: [1]) -> [2] { x -> fc: linear(2) } }
///
/// let adam: Adam<Line> = Adam::new(1e-2).schedule(schedule);
/// assert_eq!(adam.learning_rate(), 0.25e-2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    course: Course,
    least: f64,
    warm_up: u64,
}

/// A [`Schedule`], or what becomes one.
#[diagnostic::on_unimplemented(
    message = "a schedule goes here, but `{Self}` is given",
    label = "not a schedule: write `Schedule::cosine(1000)`; the rate itself is that of `Adam::new(1e-3)`"
)]
pub trait GivenSchedule {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;

    /// It.
    fn schedule(self) -> Schedule;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Schedule>> GivenSchedule for T {
    type Itself = ();

    fn schedule(self) -> Schedule {
        self.into()
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self::constant()
    }
}

impl Schedule {
    /// 1 at all steps, which is what an optimizer has if it is told nothing.
    pub fn constant() -> Self {
        Course::Constant.into()
    }

    /// `factor ^ ⌊steps / every⌋`
    pub fn step(every: u64, factor: f64) -> Self {
        Course::Step { every, factor }.into()
    }

    /// `factor ^ steps`
    pub fn exponential(factor: f64) -> Self {
        Course::Exponential { factor }.into()
    }

    /// `½ (1 + cos(π · steps / total))`, and 0 from the total number of steps on
    /// ([Loshchilov and Hutter 2017](https://arxiv.org/abs/1608.03983), without restarts).
    pub fn cosine(total: u64) -> Self {
        Course::Cosine { total }.into()
    }

    /// Whatever a function of the number of steps gives.
    ///
    /// It should depend on nothing else: a checkpoint holds the number of steps, but not the function.
    pub fn function(factor: impl Fn(u64) -> f64 + Send + Sync + 'static) -> Self {
        Course::Function(Function::new(factor)).into()
    }

    /// Ends at `least` where it would at 0: `least + (1 − least) · factor`.
    pub fn down_to(mut self, least: f64) -> Self {
        self.least = least;
        self
    }

    /// Puts a linear rise in front, to what the schedule begins with: `factor(0) · (steps + 1) / (warm_up + 1)`. The
    /// schedule itself counts from there on.
    pub fn warm_up(mut self, steps: u64) -> Self {
        self.warm_up = steps;
        self
    }

    /// The factor after so many steps, for the one that comes.
    pub fn factor(&self, steps: u64) -> f64 {
        let course = self.course.factor(steps.saturating_sub(self.warm_up));
        let factor = self.least + (1.0 - self.least) * course;
        let rise = if steps < self.warm_up { (steps as f64 + 1.0) / (self.warm_up as f64 + 1.0) } else { 1.0 };
        factor * rise
    }

    /// Tells a [`Plateau`] the value of its metric. Others need none.
    pub fn observe(&mut self, value: f64) {
        if let Course::Plateau(plateau) = &mut self.course {
            plateau.observe(value);
        }
    }

    /// The factor, if all settings are in their ranges and it is one that a learning rate can have.
    pub(super) fn checked(&self, steps: u64) -> Result<f64, Error> {
        self.course.check()?;
        check_fraction("least factor of the schedule", self.least)?;
        let factor = self.factor(steps);
        check_size(format_args!("factor of the schedule after {steps} steps"), factor)?;
        Ok(factor)
    }

    pub(super) fn save(&self, state: &mut State) {
        self.course.save(state);
        state.set_number(LEAST, self.least);
        state.set_count(WARM_UP, self.warm_up);
    }

    /// What was saved; where that is a function, it is the one that is here.
    pub(super) fn loaded(&self, state: &State) -> Result<Self, Error> {
        let (least, warm_up) = (state.number(LEAST)?, state.count(WARM_UP)?);
        Ok(Self { course: self.course.loaded(state)?, least, warm_up })
    }
}

const LEAST: &str = "schedule.least";
const WARM_UP: &str = "schedule.warm_up";

impl From<Course> for Schedule {
    fn from(course: Course) -> Self {
        Self { course, least: 0.0, warm_up: 0 }
    }
}

impl From<OneCycle> for Schedule {
    fn from(cycle: OneCycle) -> Self {
        Course::OneCycle(cycle).into()
    }
}

impl From<Plateau> for Schedule {
    fn from(plateau: Plateau) -> Self {
        Course::Plateau(plateau).into()
    }
}
