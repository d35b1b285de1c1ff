//! Multiplications in words, also where axes whose size is known when the network runs say how many they are.

use super::{Structure, Value, number};

/// The most different numbers of places that a sum is written for.
const TERMS: usize = 2;

impl Structure {
    /// The multiplications of these values together: `96`, `3,200 × time`, `3,200 × time + 96`; of more kinds of places, how many
    /// they are where each axis has one element, `12,345 at height = width = 1`.
    pub(super) fn products<'v>(&self, values: impl Iterator<Item = &'v Value>) -> String {
        let (mut at_one, mut terms) = (0_usize, Vec::<(&str, usize)>::new());
        for value in values.filter(|value| value.multiply_adds > 0) {
            let all = value.multiply_adds * value.times;
            let (places, count) = value.per.map_or(("", all), |per| (per.places, per.number));
            at_one += all;
            match terms.iter_mut().find(|(known, _)| *known == places) {
                Some((_, sum)) => *sum += count,
                None => terms.push((places, count)),
            }
        }
        if terms.is_empty() {
            return number(0);
        }
        if terms.len() > TERMS {
            return number(at_one) + &self.at_one();
        }
        let written = terms.iter().map(|(places, count)| match *places {
            "" => number(*count),
            places => format!("{} × {places}", number(*count)),
        });
        written.collect::<Vec<_>>().join(" + ")
    }

    /// ` at height = width = 1`, of a number that counts these axes as of one element.
    pub(super) fn at_one(&self) -> String {
        let mut names = Vec::new();
        for axis in self.values.iter().flat_map(|value| value.axes) {
            if !names.contains(axis) {
                names.push(*axis);
            }
        }
        if names.is_empty() { String::new() } else { format!(" at {} = 1", names.join(" = ")) }
    }

    /// The values that a scope or layer makes, by its path.
    pub(super) fn made_by<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s Value> {
        self.values.iter().filter(move |value| self.is_in(value, path))
    }
}
