use crate::structure::Kinds;

/// A variable of a layer of a user's, or a layer inside of it.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    name: &'static str,
    elements: usize,
    kind: Kinds,
    inside: &'static [Held],
}

impl Held {
    /// A variable of so many elements.
    pub const fn variable(name: &'static str, elements: usize, kind: Kinds) -> Self {
        Self { name, elements, kind, inside: &[] }
    }

    /// A layer, with its variables.
    pub const fn layer(name: &'static str, inside: &'static [Held]) -> Self {
        Self { name, elements: 0, kind: Kinds::OTHERS, inside }
    }

    /// The number of elements of these kinds.
    pub(crate) const fn elements(held: &[Held], kinds: Kinds) -> usize {
        let (mut sum, mut index) = (0, 0);
        while index < held.len() {
            let Held { elements, kind, inside, .. } = held[index];
            sum += Self::elements(inside, kinds) + if kinds.has(kind) { elements } else { 0 };
            index += 1;
        }
        sum
    }

    /// What a variable is, by its name in the layer.
    pub(crate) fn kind(held: &[Held], name: &str) -> Kinds {
        let (first, rest) = name.split_once(['.', '/']).unwrap_or((name, ""));
        match held.iter().find(|held| held.name == first) {
            Some(held) if held.inside.is_empty() => held.kind,
            Some(held) => Self::kind(held.inside, rest),
            None => Kinds::OTHERS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Held;
    use crate::structure::Kinds;

    #[test]
    fn variables_inside_are_counted_and_found() {
        const INSIDE: &[Held] =
            &[Held::variable("weight", 6, Kinds::WEIGHTS), Held::variable("bias", 2, Kinds::BIASES)];
        const HELD: &[Held] = &[Held::layer("fc", INSIDE), Held::variable("scale", 3, Kinds::NORMS)];
        assert_eq!(Held::elements(HELD, Kinds::ALL), 11);
        assert_eq!(Held::elements(HELD, Kinds::BIASES), 2);
        assert_eq!(Held::kind(HELD, "fc.bias"), Kinds::BIASES);
        assert_eq!(Held::kind(HELD, "fc/weight"), Kinds::WEIGHTS);
        assert_eq!(Held::kind(HELD, "scale"), Kinds::NORMS);
        assert_eq!(Held::kind(HELD, "shift"), Kinds::OTHERS);
    }
}
