//! What variables are: weights, biases, and those of norms and of embeddings.

use std::fmt::{self, Display, Formatter};

use super::{Structure, Value, starts_with};
use crate::own::Held;

/// Kinds of variables, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

/// Each kind with its name in the constants of a network.
const NAMES: [(Kinds, &str); 4] = [
    (Kinds::WEIGHTS, "weights"),
    (Kinds::BIASES, "biases"),
    (Kinds::NORMS, "norms"),
    (Kinds::EMBEDDINGS, "embeddings"),
];

impl Kinds {
    /// What layers multiply with.
    pub const WEIGHTS: Self = Self(1);
    /// What they add.
    pub const BIASES: Self = Self(2);
    /// All that a norm holds.
    pub const NORMS: Self = Self(4);
    /// The tables of embeddings.
    pub const EMBEDDINGS: Self = Self(8);
    /// Learnt values, slopes of activations.
    pub const OTHERS: Self = Self(16);
    /// All of them.
    pub const ALL: Self = Self(31);

    /// The kinds that are in both sets.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of these kinds are in the set.
    pub const fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 == kinds.0
    }

    /// Whether it is the set of all kinds.
    pub const fn is_all(self) -> bool {
        self.0 == Self::ALL.0
    }

    /// The set that is written like this.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        if written == "nothing" {
            return Some(Self(0));
        }
        NAMES.iter().find(|(_, name)| *name == written).map(|(kinds, _)| *kinds)
    }
}

/// `biases`; nothing for all of them.
impl Display for Kinds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return Ok(());
        }
        f.write_str(NAMES.iter().find(|(kinds, _)| kinds == self).map_or("nothing", |(_, name)| name))
    }
}

impl Structure {
    /// The number of trainable elements of these kinds in a scope or layer, by its path.
    pub const fn parameters_of(&self, path: &str, kinds: Kinds) -> usize {
        let (mut sum, mut index) = (0, 0);
        while index < self.values.len() {
            let value = &self.values[index];
            if value.first == index && self.is_in(value, path) {
                sum += value.parameters_of(kinds);
            }
            index += 1;
        }
        sum
    }

    /// What a variable is, by its name: `features.conv1.weight` or `features/conv1/weight`.
    pub(crate) fn kind(&self, variable: &str) -> Kinds {
        let found = self.values.iter().filter(|value| !value.shared).find_map(|value| {
            let inside = below(variable, self.places[value.place].path)?;
            Some((value, below(inside, value.field?)?))
        });
        match found {
            Some((Value { network: Some(network), .. }, own)) => network.kind(own),
            Some((Value { own: Some(held), .. }, own)) => Held::kind(held, own),
            Some((value, own)) => value.kind_of(own),
            None => Kinds::OTHERS,
        }
    }
}

impl Value {
    const fn parameters_of(&self, kinds: Kinds) -> usize {
        if kinds.is_all() {
            return self.parameters;
        }
        if let Some(network) = self.network {
            return network.parameters_of("", kinds);
        }
        if let Some(held) = self.own {
            return Held::elements(held, kinds);
        }
        let (own, biases) = match self.held() {
            Kinds::WEIGHTS => (self.parameters - self.biases, self.biases),
            _ => (self.parameters, 0),
        };
        let own = if kinds.has(self.held()) { own } else { 0 };
        own + if kinds.has(Kinds::BIASES) { biases } else { 0 }
    }

    /// What the variables of its layer are, but for biases.
    const fn held(&self) -> Kinds {
        if self.is("batch_norm")
            || self.is("layer_norm")
            || self.is("group_norm")
            || self.is("instance_norm")
            || self.is("rms_norm")
        {
            Kinds::NORMS
        } else if self.is("embedding") {
            Kinds::EMBEDDINGS
        } else if self.is("variable") || self.is("prelu") || self.is("scale") {
            Kinds::OTHERS
        } else {
            Kinds::WEIGHTS
        }
    }

    /// Whether it is made by this layer.
    const fn is(&self, layer: &str) -> bool {
        let (kind, layer) = (self.kind.as_bytes(), layer.as_bytes());
        starts_with(kind, layer, 0) && (kind.len() == layer.len() || kind[layer.len()] == b'(')
    }

    /// What a variable of its layer is, by its name in there.
    fn kind_of(&self, variable: &str) -> Kinds {
        let name = variable.rsplit(['.', '/']).next().unwrap_or_default();
        match self.held() {
            // So they are called in dfdx's norms.
            Kinds::WEIGHTS if matches!(name, "gamma" | "beta" | "running_mean" | "running_var") => Kinds::NORMS,
            // PyTorch's attention and recurrence have more of them: `in_proj_bias`, `bias_ih_l0`.
            Kinds::WEIGHTS if name.contains("bias") => Kinds::BIASES,
            held => held,
        }
    }
}

/// The name of a variable without the path of the scope that it is in, if it is.
fn below<'n>(variable: &'n str, path: &str) -> Option<&'n str> {
    if path.is_empty() {
        return Some(variable);
    }
    let is_same = |(own, other): (u8, u8)| own == other || own == b'/' && other == b'.';
    let around = variable.as_bytes().get(..path.len())?;
    let inside = std::iter::zip(around.iter().copied(), path.bytes()).all(is_same);
    let rest = variable.get(path.len()..)?;
    inside.then(|| rest.strip_prefix(['.', '/'])).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Kinds, below};

    #[test]
    fn names_are_followed_by_whole_words() {
        assert_eq!(below("features.conv1.weight", "features"), Some("conv1.weight"));
        assert_eq!(below("block/0/fc/bias", "block.0.fc"), Some("bias"));
        assert_eq!(below("fc.bias", ""), Some("fc.bias"));
        assert_eq!(below("features2.weight", "features"), None);
        assert_eq!(below("fc", "fc"), None);
        assert_eq!(below("fc.b", "features"), None);
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kinds in [Kinds::WEIGHTS, Kinds::BIASES, Kinds::NORMS, Kinds::EMBEDDINGS] {
            assert_eq!(Kinds::parse(&kinds.to_string()), Some(kinds));
        }
        let none = Kinds::BIASES.and(Kinds::NORMS);
        assert_eq!(Kinds::parse(&none.to_string()), Some(none));
        assert_eq!(Kinds::ALL.to_string(), "");
    }
}
