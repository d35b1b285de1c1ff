use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// All that keeps a file from fitting a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// The file.
    pub file: PathBuf,
    /// Every difference, by name.
    pub differences: Vec<Difference>,
    /// What [`Keys`](super::Keys) could do about many of them.
    pub hint: Option<String>,
}

/// A variable that a file lacks, or has otherwise than the network.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Difference {
    /// The network has it, and the file does not.
    Missing {
        /// The variable.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// What the file has instead, perhaps.
        nearest: Option<String>,
    },
    /// The file has it, and the network does not.
    Unexpected {
        /// The key in the file.
        key: String,
        /// The variable that it was taken for, if that is called otherwise.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The variable that may have been meant.
        nearest: Option<String>,
    },
    /// Two keys of the file are of one variable.
    Twice {
        /// The variable.
        name: String,
        /// The keys.
        keys: [String; 2],
    },
    /// The file has only some of the pieces of a variable.
    Incomplete {
        /// The variable.
        name: String,
        /// The keys of the others.
        missing: Vec<String>,
    },
    /// The shapes differ.
    Shape {
        /// The variable.
        name: String,
        /// Its shape in the file.
        found: Vec<usize>,
        /// Its shape in the network.
        expected: Vec<usize>,
    },
    /// The file holds no floating-point numbers.
    Type {
        /// The variable.
        name: String,
        /// The type of its elements, as safetensors calls it.
        found: String,
    },
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} does not fit:", self.file.display())?;
        self.differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))?;
        self.hint.iter().try_for_each(|hint| write!(f, "\n  help: {hint}"))
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, shape, nearest } => {
                write!(f, "missing: `{name}` {shape:?}")?;
                nearest.iter().try_for_each(|nearest| write!(f, ", the file has `{nearest}`"))
            }
            Self::Unexpected { key, name, shape, nearest } => {
                write!(f, "unexpected: `{key}` {shape:?}")?;
                if key != name {
                    write!(f, ", taken for `{name}`")?;
                }
                nearest.iter().try_for_each(|nearest| write!(f, ", the network has `{nearest}`"))
            }
            Self::Twice { name, keys: [first, second] } => {
                write!(f, "twice: `{name}`, as `{first}` and as `{second}`")
            }
            Self::Incomplete { name, missing } => {
                write!(f, "incomplete: `{name}`, of whose pieces the file lacks `{}`", missing.join("`, `"))
            }
            Self::Shape { name, found, expected } => {
                write!(f, "wrong shape: `{name}` is {found:?}, expected {expected:?}")
            }
            Self::Type { name, found } => {
                write!(f, "wrong type: `{name}` holds {found}, expected floating-point numbers")
            }
        }
    }
}
