//! What the language knows about a layer before it is used.

use std::rc::Rc;

use super::{Arguments, KINDS, Layer};

/// What the language knows about a layer before it is used.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// What other libraries call it, for suggestions alone.
    pub(crate) aliases: &'static [&'static str],
    /// Those of them that stand for certain arguments, and what to write instead.
    pub(crate) spelt_out: &'static [(&'static str, &'static str)],
    /// A use of it to show in help.
    pub(crate) example: &'static str,
    pub(crate) inputs: Inputs,
    /// The values that may be given beside these, by name.
    pub(crate) named: &'static [&'static str],
    /// Whether it holds variables, and so needs a name.
    pub(crate) variables: bool,
    /// Whether it gives several values, which `let (a, b) = ..;` binds.
    pub(crate) parts: bool,
    /// What it leaves in the end, which `let (y, hidden) = ..;` binds beside what it gives.
    pub(crate) ends: &'static [&'static str],
    /// Whether its argument `affine` says that instead, and `variables` is what it is by default.
    pub(crate) affine: bool,
    /// Whether it is a loss.
    pub(crate) loss: bool,
    /// Whether its first argument is a critic and its end points.
    pub(crate) critic: bool,
    /// The arguments that may be given without a name, in order, and what they are.
    pub(crate) positional: &'static [(&'static str, &'static str)],
    /// Reads the arguments; what is wrong with them is reported, and `None` returned.
    pub(crate) read: fn(&mut Arguments) -> Option<Rc<dyn Layer>>,
}

/// How many values a layer takes.
pub(crate) enum Inputs {
    /// As many as there are names.
    Named(&'static [&'static str]),
    /// The first of these names, and the others if they are given.
    UpTo(&'static [&'static str]),
    /// One or more.
    Several,
}

impl Kind {
    /// A layer with one input and no variables.
    pub(super) const fn new(
        name: &'static str,
        example: &'static str,
        read: fn(&mut Arguments) -> Option<Rc<dyn Layer>>,
    ) -> Self {
        Self {
            name,
            aliases: &[],
            spelt_out: &[],
            example,
            inputs: Inputs::Named(&["input"]),
            named: &[],
            variables: false,
            parts: false,
            ends: &[],
            affine: false,
            loss: false,
            critic: false,
            positional: &[],
            read,
        }
    }

    /// The name and the names of other libraries.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// What to write for a name of another library.
    pub(crate) fn instead_of(&self, alias: &str) -> &'static str {
        self.spelt_out.iter().find(|(known, _)| *known == alias).map_or(self.name, |(_, written)| written)
    }

    /// The layer of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}
