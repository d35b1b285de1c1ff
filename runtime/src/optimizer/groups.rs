use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

use super::loss_scale::LossScale;
use super::schedule::Schedule;
use crate::checkpoint::State;
use crate::network::Network;
use crate::scope::{Named, Scope};
use crate::{Error, optimizer};

/// What is other in a scope than in the rest of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Group {
    learning_rate: Option<f64>,
    weight_decay: Option<f64>,
}

impl Group {
    /// Sets the learning rate.
    pub fn learning_rate(mut self, learning_rate: f64) -> Self {
        self.learning_rate = Some(learning_rate);
        self
    }

    /// Sets the weight decay.
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.weight_decay = Some(weight_decay);
        self
    }
}

/// The variables of a network as an optimizer sees them: which it trains, how fast, and how much they decay. And what it has
/// found of the scale of their gradients.
pub struct Groups<N: Network> {
    rates: Rates,
    schedule: Schedule,
    /// In the order in which they were named, but for those that are narrower than another one: they come after it.
    scopes: Vec<(Named, Choice)>,
    pub(super) loss_scale: LossScale,
    network: PhantomData<fn() -> N>,
}

impl<N: Network> PartialEq for Groups<N> {
    fn eq(&self, other: &Self) -> bool {
        let Self { rates, schedule, scopes, loss_scale, network: _ } = self;
        (rates, schedule, scopes, loss_scale) == (&other.rates, &other.schedule, &other.scopes, &other.loss_scale)
    }
}

impl<N: Network> Debug for Groups<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { rates, schedule, scopes, .. } = self;
        f.debug_struct("Groups").field("rates", rates).field("schedule", schedule).field("scopes", scopes).finish()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Choice {
    Train(Group),
    Freeze,
}

/// What a step depends on besides the gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) learning_rate: f64,
    pub(super) weight_decay: f64,
}

impl<N: Network> Groups<N> {
    /// All variables, trained at one learning rate without weight decay.
    pub fn new(learning_rate: f64) -> Self {
        let rates = Rates { learning_rate, weight_decay: 0.0 };
        let loss_scale = LossScale::default();
        Self { rates, schedule: Schedule::constant(), scopes: Vec::new(), loss_scale, network: PhantomData }
    }

    /// Sets what is other in a scope.
    pub fn train(&mut self, scope: Scope<N>, group: Group) {
        self.choose(scope.into(), Choice::Train(group));
    }

    /// Leaves out the variables of a scope.
    pub fn freeze(&mut self, scope: Scope<N>) {
        self.choose(scope.into(), Choice::Freeze);
    }

    fn choose(&mut self, scope: Named, choice: Choice) {
        let narrower = self.scopes.iter().position(|(other, _)| other.is_narrower(&scope));
        self.scopes.insert(narrower.unwrap_or(self.scopes.len()), (scope, choice));
    }

    /// The learning rate of variables in no scope that has its own, without the schedule's factor.
    pub fn learning_rate(&self) -> f64 {
        self.rates.learning_rate
    }

    /// Changes the learning rate of variables in no scope that has its own.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.rates.learning_rate = learning_rate;
    }

    /// Changes the weight decay of variables in no scope that has its own.
    pub fn set_weight_decay(&mut self, weight_decay: f64) {
        self.rates.weight_decay = weight_decay;
    }

    /// How the learning rates change.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Sets how the learning rates change.
    pub fn set_schedule(&mut self, schedule: Schedule) {
        self.schedule = schedule;
    }

    /// Tells the schedule the value of its metric.
    pub fn observe(&mut self, value: f64) {
        self.schedule.observe(value);
    }

    /// Whether a variable is trained, by its name.
    pub fn trains(&self, variable_name: &str) -> bool {
        self.rates(variable_name).is_some()
    }

    /// The rates of a variable, if it is trained.
    pub(super) fn rates(&self, variable: &str) -> Option<Rates> {
        let mut rates = Some(self.rates);
        let mut inherited = self.rates;
        for (_, choice) in self.scopes.iter().filter(|(scope, _)| scope.contains::<N>(variable)) {
            rates = match choice {
                Choice::Freeze => None,
                Choice::Train(group) => {
                    inherited = Rates {
                        learning_rate: group.learning_rate.unwrap_or(inherited.learning_rate),
                        weight_decay: group.weight_decay.unwrap_or(inherited.weight_decay),
                    };
                    Some(inherited)
                }
            };
        }
        rates
    }

    /// The scopes that are to be trained.
    pub(super) fn trained(&self) -> impl Iterator<Item = &Named> {
        let trained = self.scopes.iter().filter(|(_, choice)| matches!(choice, Choice::Train(_)));
        trained.map(|(scope, _)| scope)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let rates = |scope: Option<&Named>, learning_rate: f64, weight_decay: f64| {
            let of = fmt::from_fn(|f| {
                scope.map_or(Ok(()), |scope| write!(f, " of {}", scope.to_string().replace('.', "/")))
            });
            optimizer::check_size(format_args!("learning_rate{of}"), learning_rate)?;
            optimizer::check_size(format_args!("weight_decay{of}"), weight_decay)
        };
        rates(None, self.rates.learning_rate, self.rates.weight_decay)?;
        for (scope, choice) in &self.scopes {
            if let Choice::Train(group) = choice {
                rates(Some(scope), group.learning_rate.unwrap_or(0.0), group.weight_decay.unwrap_or(0.0))?;
            }
        }
        Ok(())
    }

    pub(super) fn save(&self, state: &mut State) {
        state.set_number("learning_rate", self.rates.learning_rate);
        state.set_number("weight_decay", self.rates.weight_decay);
        self.schedule.save(state);
        self.loss_scale.save(state);
        for (index, (scope, choice)) in self.scopes.iter().enumerate() {
            let path = scope.to_string();
            let mut keep = |setting: &str, value: Option<f64>| {
                if let Some(value) = value {
                    state.set_number(&key(index, &path, setting), value);
                }
            };
            match choice {
                Choice::Freeze => keep("frozen", Some(1.0)),
                Choice::Train(group) => {
                    keep("frozen", Some(0.0));
                    keep("learning_rate", group.learning_rate);
                    keep("weight_decay", group.weight_decay);
                }
            }
        }
    }

    pub(super) fn load(&mut self, state: &State) -> Result<(), Error> {
        let (learning_rate, weight_decay) = (state.number("learning_rate")?, state.number("weight_decay")?);
        let (schedule, loss_scale) = (self.schedule.loaded(state)?, LossScale::loaded(state)?);
        let mut scopes = Vec::new();
        for name in state.names(GROUPS) {
            let Some((index, path)) = name.strip_suffix("frozen").and_then(|name| name.split_once('.')) else {
                continue;
            };
            let Ok(index) = index.parse() else { continue };
            let path = path.trim_end_matches('.');
            let setting = |setting: &str| state.number(&key(index, path, setting));
            let choice = match setting("frozen")? {
                0.0 => Choice::Train(Group {
                    learning_rate: setting("learning_rate").ok(),
                    weight_decay: setting("weight_decay").ok(),
                }),
                _ => Choice::Freeze,
            };
            if let Some(scope) = Named::parse(path) {
                scopes.push((index, scope, choice));
            }
        }
        scopes.sort_by_key(|(index, ..)| *index);
        let stored: Vec<_> = scopes.into_iter().map(|(_, scope, choice)| (scope, choice)).collect();
        self.check_same(&stored).map_err(|reason| state.refuse(reason))?;
        self.rates = Rates { learning_rate, weight_decay };
        (self.schedule, self.loss_scale) = (schedule, loss_scale);
        Ok(())
    }

    /// Says of the first scope that differs what a checkpoint has for it, and what this has.
    fn check_same(&self, stored: &[(Named, Choice)]) -> Result<(), String> {
        let of = |scopes: &[(Named, Choice)], scope: &Named| -> Vec<Choice> {
            scopes.iter().filter(|(own, _)| own == scope).map(|(_, choice)| *choice).collect()
        };
        let mut scopes = stored.iter().chain(&self.scopes).map(|(scope, _)| scope);
        let Some(scope) = scopes.find(|scope| of(stored, scope) != of(&self.scopes, scope)) else { return Ok(()) };
        let name = match scope.is_everything() {
            true => "the whole network".to_owned(),
            false => format!("`{}`", scope.to_string().replace('.', "/")),
        };
        let [before, now] = [stored, &self.scopes].map(|scopes| described(&of(scopes, scope)));
        Err(format!(
            "{name} is {before} in the checkpoint, but {now} by this optimizer: give it the scopes that the run began \
             with, or load the weights alone"
        ))
    }
}

/// `trained with learning_rate 0.001`
fn described(choices: &[Choice]) -> String {
    let describe = |choice: &Choice| match choice {
        Choice::Freeze => "frozen".to_owned(),
        Choice::Train(group) => {
            let settings = [("learning_rate", group.learning_rate), ("weight_decay", group.weight_decay)];
            let settings: Vec<_> =
                settings.iter().filter_map(|(name, value)| Some(format!("{name} {}", (*value)?))).collect();
            if settings.is_empty() { "trained".to_owned() } else { format!("trained with {}", settings.join(", ")) }
        }
    };
    if choices.is_empty() {
        return "not named".to_owned();
    }
    choices.iter().map(describe).collect::<Vec<_>>().join(", then ")
}

/// Under what the groups are kept in a checkpoint.
const GROUPS: &str = "groups";

/// `groups.0.features.conv1.learning_rate`
fn key(index: usize, path: &str, setting: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{GROUPS}.{index}.{path}{dot}{setting}")
}
