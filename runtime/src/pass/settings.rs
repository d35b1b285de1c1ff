/// How a training pass runs, apart from what it computes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(super) frozen: Vec<&'static str>,
    pub(super) memory_limit: Option<usize>,
}

impl Settings {
    /// Those of a pass that nobody has said anything about.
    pub(super) const NONE: Self = Self { frozen: Vec::new(), memory_limit: None };

    /// Has batch norm use its running statistics in the scope of this path.
    pub fn freeze(&mut self, scope: &'static str) {
        self.frozen.push(scope);
    }

    /// Has the pass take no more than so many bytes.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.memory_limit = Some(bytes);
    }
}
