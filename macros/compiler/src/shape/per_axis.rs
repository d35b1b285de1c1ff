//! A count over axes as what it is for each place of them, and how many places there are.

use super::{Dimension, Formula};

impl Dimension {
    /// What a count is times these factors, which have axes in them: `time · 3200` is 3200 times `time`.
    pub(crate) fn per_axis(&self) -> (Self, Vec<Self>) {
        let atom = || (Self::Number(1), vec![self.clone()]);
        match self {
            _ if self.axis().is_none() => (self.clone(), Vec::new()),
            Self::Computed(formula) => match &**formula {
                Formula::Product(factors) => {
                    let (numbers, places): (Vec<_>, Vec<_>) = factors.iter().map(Self::per_axis).unzip();
                    (Self::product(numbers), places.into_iter().flatten().collect())
                }
                Formula::Sum(terms) => {
                    let (numbers, places): (Vec<_>, Vec<_>) = terms.iter().map(Self::per_axis).unzip();
                    let first = places.first().cloned().unwrap_or_default();
                    // Terms of different places are no number of each.
                    if places.iter().all(|places| *places == first) { (Self::sum(numbers), first) } else { atom() }
                }
                _ => atom(),
            },
            Self::Number(_) | Self::Constant(_) | Self::Axis { .. } => atom(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};

    use super::Dimension;

    fn axis(name: &str, number: usize) -> Dimension {
        Dimension::Axis { name: Ident::new(name, Span::call_site()), number }
    }

    fn per(dimension: &Dimension) -> (String, Vec<String>) {
        let (number, places) = dimension.per_axis();
        (number.to_string(), places.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn numbers_and_places_are_apart() {
        let (number, time, width) = (Dimension::Number, axis("time", 0), axis("width", 1));
        assert_eq!(per(&number(7)), ("7".to_owned(), vec![]));
        let product = Dimension::product([time.clone(), number(8), width.clone(), number(2)]);
        assert_eq!(per(&product), ("16".to_owned(), vec!["time".to_owned(), "width".to_owned()]));
        let sum = |terms: [Dimension; 2]| Dimension::product([Dimension::sum(terms), number(3)]);
        let same = sum([Dimension::product([time.clone(), number(8)]), time.clone()]);
        assert_eq!(per(&same), ("27".to_owned(), vec!["time".to_owned()]));
        let different = sum([Dimension::product([time.clone(), number(8)]), number(5)]);
        assert_eq!(per(&different), ("3".to_owned(), vec!["(time · 8) + 5".to_owned()]));
        let half = Dimension::product([number(9), time.divided_by_rounded_up(number(2))]);
        assert_eq!(per(&half), ("9".to_owned(), vec!["⌈time / 2⌉".to_owned()]));
    }
}
