//! Optimizers: from a training pass to gradients, and from gradients to a step.

mod adam;
mod adam_w;
mod best;
mod early_stopping;
mod gradients;
mod groups;
mod loss_scale;
mod moving_average;
mod rms_prop;
mod schedule;
mod sgd;
mod slots;
mod stepped;
mod stepper;

use std::fmt::Display;

use crate::Error;
use crate::given::{Is, Sliced};
use crate::network::Network;
use crate::scope::{GivenScope, Scope, ScopeOf};
use crate::training::{GivenPass, IsPass, PassOf};

pub use adam::Adam;
pub use adam_w::AdamW;
pub use early_stopping::EarlyStopping;
pub use gradients::{Gradients, GradientsOf};
pub use groups::{Group, Groups};
pub use moving_average::MovingAverage;
pub use rms_prop::RmsProp;
pub use schedule::{GivenSchedule, OneCycle, Plateau, Schedule};
pub use sgd::Sgd;
pub use slots::Slots;
pub use stepped::NetworkOf;

/// Turns training passes of a network into gradients, and gradients into steps.
///
/// It trains all variables of the network with its own settings, unless it is told otherwise of a scope:
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Line(x: [1]) -> [2] {
///         let hidden = scope features { x -> fc: linear(4) -> tanh };
///         let y = hidden -> fc: linear(2);
///         loss fit(target: [2]) = softmax_cross_entropy(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Line::<f32, Cpu>::build(&device);
/// let mut sgd = Sgd::new(0.1).scope(Line::FEATURES, |group| group.learning_rate(0.01));
/// let x = device.tensor([[1.0], [2.0]]);
/// let target = device.tensor([[1.0, 0.0], [0.0, 1.0]]);
///
/// let pass = net.training().fit(&x, &target)?;
/// let gradients = sgd.compute_gradients(pass)?.clip_by_global_norm(1.0);
/// sgd.apply_gradients(&mut net, gradients)?;
/// assert_eq!(sgd.steps(), 1);
/// # Ok::<(), netweave::Error>(())
/// ```
pub trait Optimizer<N: Network>: Sized {
    /// The number of steps taken.
    fn steps(&self) -> u64;

    /// Which variables it trains, and how.
    fn groups(&self) -> &Groups<N>;

    /// Which variables it trains, and how, to be changed.
    fn groups_mut(&mut self) -> &mut Groups<N>;

    /// Sets what is other for the variables in a scope: `|group| group.learning_rate(1e-5)`.
    ///
    /// Kinds of variables are scopes as well: `.scope(Gpt::BIASES, |group| group.weight_decay(0.0))`. Of the scopes that a
    /// variable is in, the narrowest that has a setting counts; of two that are not one in the other, such as
    /// `Gpt::BIASES` and `Gpt::HEAD`, the one that is named last.
    fn scope(
        mut self,
        scope: impl GivenScope<Scope: ScopeOf<N, Itself: Sized>>,
        settings: impl FnOnce(Group) -> Group,
    ) -> Self {
        self.groups_mut().train(scope.scope().itself(), settings(Group::default()));
        self
    }

    /// Leaves the variables in a scope as they are; those of a scope in there that [`scope`](Self::scope) names are
    /// trained all the same.
    ///
    /// This is the choice of this optimizer alone, about variables. Whether batch norm keeps its running statistics is
    /// said of the training pass: `net.training().freeze(scope)`.
    fn freeze(mut self, scope: impl GivenScope<Scope: ScopeOf<N, Itself: Sized>>) -> Self {
        self.groups_mut().freeze(scope.scope().itself());
        self
    }

    /// Leaves all variables as they are but for those in a scope, and in those that [`scope`](Self::scope) names.
    fn freeze_all_but(self, scope: impl GivenScope<Scope: ScopeOf<N, Itself: Sized>>) -> Self {
        self.freeze(Scope::ALL).scope(scope, |group| group)
    }

    /// Sets the weight decay, from 0 (none).
    fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.groups_mut().set_weight_decay(weight_decay);
        self
    }

    /// Sets how the learning rates of all scopes change from step to step.
    fn schedule(mut self, schedule: impl GivenSchedule<Itself: Sized>) -> Self {
        self.groups_mut().set_schedule(schedule.schedule());
        self
    }

    /// Tells a schedule that waits for it, as [`Plateau`] does, the value of its metric. Others need none.
    fn observe(&mut self, value: f64) {
        self.groups_mut().observe(value);
    }

    /// The learning rate of the next step, but for scopes that have their own.
    fn learning_rate(&self) -> f64 {
        self.groups().learning_rate() * self.groups().schedule().factor(self.steps())
    }

    /// Changes the learning rate for the steps to come, but for scopes that have their own. The schedule's factor is on
    /// top of it.
    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.groups_mut().set_learning_rate(learning_rate);
    }

    /// What the gradients of a pass in [`F16`](crate::F16) are multiplied with on their way, and divided by in the end: 65536 at
    /// first. A step that is left out halves it, and 2000 steps that are not double it.
    fn loss_scale(&self) -> f64 {
        self.groups().loss_scale.factor
    }

    /// How many steps were left out, for the gradients of a pass in [`F16`](crate::F16) were not finite.
    fn skipped_steps(&self) -> u64 {
        self.groups().loss_scale.skipped
    }

    /// Runs a pass backward, and keeps the gradients of the variables that it trains.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if the loss is NaN or infinite, [`Error::NotFiniteGradient`] if a gradient is; the pass and
    /// its updates are dropped, and the network stays as it is. Of a pass in [`F16`](crate::F16) they are an error only when the
    /// [`loss_scale`](Self::loss_scale) has come down to 1; before, they are [no gradients to step
    /// by](Gradients::are_finite). [`Error::Device`] if memory runs out.
    fn compute_gradients(
        &self,
        pass: impl GivenPass<Given: IsPass<Pass: PassOf<N, Itself: Sized>>>,
    ) -> Result<Gradients<N>, Error> {
        Gradients::of(pass.pass().into_pass().itself(), self.groups(), self.steps() + 1)
    }

    /// Applies the pending updates, then changes every variable of the network, an `&mut N`, that has a gradient by one step.
    ///
    /// Gradients that [are not finite](Gradients::are_finite) change nothing but the [`loss_scale`](Self::loss_scale): the step is
    /// left out, and counted by [`skipped_steps`](Self::skipped_steps) alone.
    ///
    /// # Errors
    /// [`Error::OtherNetwork`] if the gradients were computed for another network of this type, [`Error::NoGradient`]
    /// if a scope of this optimizer has none, and [`Error::Setting`] if a setting is out of its range; nothing has
    /// changed then.
    fn apply_gradients<M: Sliced<Slice: NetworkOf<M, N, Itself: Sized>>>(
        &mut self,
        network: &mut M,
        gradients: impl GradientsOf<N, Itself: Sized>,
    ) -> Result<(), Error> {
        self.apply(M::Slice::network(network), gradients.itself())
    }

    /// [`apply_gradients`](Self::apply_gradients), as each optimizer does it.
    ///
    /// # Errors
    /// The same.
    #[doc(hidden)]
    fn apply(&mut self, network: &mut N, gradients: Gradients<N>) -> Result<(), Error>;
}

/// Checks a setting when it is used, so that building an optimizer cannot fail.
fn check_size(setting: impl Display, value: f64) -> Result<(), Error> {
    check(setting, value, value >= 0.0 && value.is_finite(), "a finite number, 0 or more")
}

/// Checks a number of steps that something is divided by.
fn check_steps(setting: &str, value: u64) -> Result<(), Error> {
    check(setting, value as f64, value > 0, "at least 1")
}

fn check_fraction(setting: impl Display, value: f64) -> Result<(), Error> {
    check(setting, value, (0.0..1.0).contains(&value), "at least 0 and below 1")
}

/// The setting's name is made when it is needed: settings are checked at each step.
fn check(setting: impl Display, value: f64, valid: bool, expected: &'static str) -> Result<(), Error> {
    if valid { Ok(()) } else { Err(Error::Setting { setting: setting.to_string(), value, expected }) }
}
