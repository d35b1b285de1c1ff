use crate::towers::{Crew, Towers};

/// How a pass runs, apart from what it computes.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(super) planned: Planned,
    /// What works on the parts of the batch.
    pub(super) towers: Option<Crew>,
}

/// The settings that a plan is made by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) frozen: Vec<&'static str>,
    pub(super) memory_limit: Option<usize>,
}

impl Planned {
    /// Those of a pass that nobody has said anything about.
    pub(super) const DEFAULT: Self = Self { frozen: Vec::new(), memory_limit: None };
}

impl Settings {
    /// Has batch norm use its running statistics in the scope of this path.
    pub fn freeze(&mut self, scope: &'static str) {
        self.planned.frozen.push(scope);
    }

    /// Has the pass take no more than so many bytes.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.planned.memory_limit = Some(bytes);
    }

    /// Has towers do the pass.
    pub fn on<D>(&mut self, towers: &Towers<D>) {
        self.towers = Some(towers.crew.clone());
    }
}
