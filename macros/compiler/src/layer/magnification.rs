//! How many times larger an image becomes: a whole number, a `const` item or a simple fraction.

use std::fmt::{Display, Formatter, Result};

use crate::shape::Dimension;

/// `numerator / denominator`, in lowest terms.
#[derive(Clone)]
pub(crate) struct Scale {
    pub(super) numerator: Dimension,
    pub(super) denominator: usize,
}

impl Scale {
    /// Fractions of a larger denominator than this are no sizes that people write.
    const LARGEST: usize = 64;

    pub(super) fn whole(numerator: Dimension) -> Self {
        Self { numerator, denominator: 1 }
    }

    /// The simple fraction that a number above 0 is, if it is one.
    pub(super) fn fraction(number: f64) -> Option<Self> {
        (1..=Self::LARGEST).find_map(|denominator| {
            let numerator = number * denominator as f64;
            let whole = numerator.round();
            let near = (numerator - whole).abs() <= 1e-9 * numerator && (1.0..1e9).contains(&whole);
            near.then_some(Self { numerator: Dimension::Number(whole as usize), denominator })
        })
    }

    /// What is scaled, times the numerator.
    pub(super) fn multiplied(&self, size: &Dimension) -> Dimension {
        Dimension::product([size.clone(), self.numerator.clone()])
    }

    pub(super) fn divisor(&self) -> Dimension {
        Dimension::Number(self.denominator)
    }
}

impl Display for Scale {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.numerator.number() {
            Some(numerator) => (numerator as f64 / self.denominator as f64).fmt(f),
            None => self.numerator.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    fn fraction(number: f64) -> Option<(Option<usize>, usize)> {
        Scale::fraction(number).map(|scale| (scale.numerator.number(), scale.denominator))
    }

    #[test]
    fn fractions_are_found_in_lowest_terms() {
        assert_eq!(fraction(1.5), Some((Some(3), 2)));
        assert_eq!(fraction(0.25), Some((Some(1), 4)));
        assert_eq!(fraction(2.0), Some((Some(2), 1)));
        assert_eq!(fraction(1.6), Some((Some(8), 5)));
        assert_eq!(fraction(std::f64::consts::PI), None);
        assert_eq!(fraction(1e-300), None);
        assert_eq!(fraction(1e300), None);
    }
}
