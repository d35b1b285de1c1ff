use std::sync::Arc;

use crate::Error;
use crate::axis::Sizes;
use crate::kernels::List;
use crate::kernels::round::Half;
use crate::network::Network;
use crate::precision::HasHalf;
use crate::scope::Scope;
use crate::structure::Kinds;
use crate::towers::{Crew, HasCrew, Part, PipelineSchedule, Ranks, Reduce, lacking};

/// How a pass runs, apart from what it computes.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(super) planned: Planned,
    /// Who works on the parts of the batch.
    pub(super) crew: Option<Crew>,
    /// How many parts each of them works on, one after the other.
    micro_batches: Option<usize>,
}

/// The settings that a plan is made by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) frozen: Vec<&'static str>,
    pub(super) memory_limit: Option<usize>,
    /// How many samples batch norm takes together, if those of other towers are among them.
    pub(super) together: Option<usize>,
    /// How large the axes of the network are.
    pub(super) sizes: Sizes,
    /// What the factors of products are rounded to, if they are.
    pub(super) half: Option<Half>,
}

impl Planned {
    /// Those of a pass that nobody has said anything about.
    pub(super) const DEFAULT: Self =
        Self { frozen: Vec::new(), memory_limit: None, together: None, sizes: Sizes::NONE, half: None };
}

impl Settings {
    /// Has batch norm use its running statistics in a scope, if norms are among what it has.
    pub fn freeze<N: Network>(&mut self, scope: Scope<N>) {
        if scope.kinds().has(Kinds::NORMS) {
            self.planned.frozen.push(scope.path());
        }
    }

    /// The same for axes of these sizes.
    #[must_use]
    pub fn at(&self, sizes: Sizes) -> Self {
        Self { planned: Planned { sizes, ..self.planned.clone() }, ..self.clone() }
    }

    /// Has the pass take no more than so many bytes.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.planned.memory_limit = Some(bytes);
    }

    /// Has the factors of products rounded to numbers of 16 bits.
    pub fn mix(&mut self, precision: &impl HasHalf) {
        self.planned.half = Some(precision.half());
    }

    /// Has towers, or the devices of a placement, do the pass.
    pub fn on(&mut self, workers: &impl HasCrew) {
        self.crew = Some(workers.crew().clone());
    }

    /// Has each of them work on so many parts of its samples, one after the other.
    pub fn micro_batches(&mut self, count: usize) {
        self.micro_batches = Some(count);
    }

    /// Checks that a training pass can be done by the schedule that is set.
    pub(super) fn check_schedule(&self) -> Result<(), Error> {
        match &self.crew {
            Some(crew) if crew.schedule == PipelineSchedule::OneForwardOneBackward => {
                if self.planned.half == Some(Half::F16) {
                    return Err(Error::LossScaleTooLate);
                }
                if crew.ranks.is_some() { Err(Error::ScheduleOfRanks) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// The ranks that make a pass, if there are several.
    pub(super) fn ranks(&self) -> Option<&Arc<Ranks>> {
        self.crew.as_ref()?.ranks.as_ref()
    }

    /// Who works on the parts of a batch, and on which, if it is not done as a whole; where there are several ranks, these are
    /// the batches of all.
    pub(super) fn shared(&self, batch: usize, ranks: Option<&[usize]>) -> Result<Option<Shared<'_>>, Error> {
        let refused = |value: usize, expected| {
            Err(Error::Setting { setting: "micro_batches".to_owned(), value: value as f64, expected })
        };
        let count = self.micro_batches.unwrap_or(1);
        match &self.crew {
            _ if count == 0 => refused(0, "a number from 1 on"),
            None if count > 1 => refused(count, "1 where nobody works on them: say who does by `.on(&devices)`"),
            None => Ok(None),
            Some(crew) if count > 1 && crew.reduce == Reduce::Sum => {
                refused(count, "1 with `Reduce::Sum`, which adds up the losses of whole towers")
            }
            Some(crew) => {
                let parts = crew.split(batch, count);
                let is_shared = ranks.is_some() || parts.len() > 1 || crew.places > 1;
                let of_ranks = ranks.map(|batches| batches.iter().map(|batch| crew.split(*batch, count)).collect());
                let all: Vec<_> = of_ranks.unwrap_or_else(|| vec![parts.clone()]);
                let (together, lacking) = (crew.together(&parts, &all), lacking(&all));
                let at_a_time = crew.at_a_time(&parts);
                Ok(is_shared.then_some(Shared { crew, parts, at_a_time, together, lacking }))
            }
        }
    }
}

/// The parts of a batch.
pub(super) struct Shared<'s> {
    /// Who works on them.
    pub(super) crew: &'s Crew,
    /// Each with its tower.
    pub(super) parts: Vec<Part>,
    /// How many samples of them are on their way at a time.
    pub(super) at_a_time: usize,
    /// By part: how many samples batch norm takes together, if those of other parts are among them.
    pub(super) together: List<Option<usize>>,
    /// A rank that has no samples at a turn of theirs, if there is one.
    pub(super) lacking: Option<usize>,
}
