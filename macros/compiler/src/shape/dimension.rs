//! Dimensions: numbers where everything is written out, formulas over `const` items elsewhere.

use std::fmt::{Display, Formatter, Result};

use proc_macro2::Ident;
use syn::Path;

use super::Formula;

/// One dimension of a value, or another size that is known when the program is compiled.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Dimension {
    Number(usize),
    /// A `const` item, whose value only rustc knows.
    Constant(Path),
    /// An axis of the network, whose size is known when it runs.
    Axis {
        name: Ident,
        /// Its place among the axes.
        number: usize,
    },
    Computed(Box<Formula>),
}

impl Dimension {
    pub(crate) fn number(&self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Constant(_) | Self::Axis { .. } | Self::Computed(_) => None,
        }
    }

    /// Adds the axes in it that are not among these.
    pub(crate) fn gather_axes<'d>(&'d self, axes: &mut Vec<(&'d Ident, &'d Self)>) {
        match self {
            Self::Number(_) | Self::Constant(_) => {}
            Self::Axis { name, .. } if axes.iter().any(|(known, _)| *known == name) => {}
            Self::Axis { name, .. } => axes.push((name, self)),
            Self::Computed(formula) => formula.parts().into_iter().for_each(|part| part.gather_axes(axes)),
        }
    }

    /// The first of the axes in it whose size is known when the network runs.
    pub(crate) fn axis(&self) -> Option<&Ident> {
        match self {
            Self::Number(_) | Self::Constant(_) => None,
            Self::Axis { name, .. } => Some(name),
            Self::Computed(formula) => formula.parts().into_iter().find_map(Self::axis),
        }
    }

    /// The same for axes of these sizes.
    pub(crate) fn at(&self, sizes: &impl Fn(usize) -> Self) -> Self {
        match self {
            Self::Number(_) | Self::Constant(_) => self.clone(),
            Self::Axis { number, .. } => sizes(*number),
            Self::Computed(formula) => formula.at(sizes),
        }
    }

    /// The `const` items in it.
    pub(crate) fn constants(&self) -> Vec<&Path> {
        match self {
            Self::Number(_) | Self::Axis { .. } => Vec::new(),
            Self::Constant(path) => vec![path],
            Self::Computed(formula) => formula.parts().into_iter().flat_map(Self::constants).collect(),
        }
    }

    pub(crate) fn sum(terms: impl IntoIterator<Item = Self>) -> Self {
        Self::gather(terms, 0, usize::saturating_add, Formula::Sum)
    }

    pub(crate) fn product(factors: impl IntoIterator<Item = Self>) -> Self {
        Self::gather(factors, 1, usize::saturating_mul, Formula::Product)
    }

    pub(crate) fn difference(minuend: Self, subtrahend: Self) -> Self {
        match (minuend.number(), subtrahend.number()) {
            (_, Some(0)) => minuend,
            (Some(minuend), Some(subtrahend)) => Self::Number(minuend.saturating_sub(subtrahend)),
            _ if minuend == subtrahend => Self::Number(0),
            _ => minuend
                .taken_away(&subtrahend)
                .unwrap_or_else(|| Self::Computed(Box::new(Formula::Difference(minuend, subtrahend)))),
        }
    }

    /// What is left of a sum without one of its terms.
    fn taken_away(&self, term: &Self) -> Option<Self> {
        match self {
            Self::Computed(formula) => match &**formula {
                Formula::Sum(terms) => Self::without(terms, term).map(Self::sum),
                _ => None,
            },
            Self::Number(_) | Self::Constant(_) | Self::Axis { .. } => None,
        }
    }

    /// What is left of terms or of factors without one of them.
    fn without(parts: &[Self], one: &Self) -> Option<Vec<Self>> {
        let place = parts.iter().position(|part| part == one)?;
        let mut left = parts.to_vec();
        left.remove(place);
        Some(left)
    }

    /// Computes what is known at once, and leaves out what changes nothing.
    fn gather(
        parts: impl IntoIterator<Item = Self>,
        neutral: usize,
        combine: fn(usize, usize) -> usize,
        formula: fn(Vec<Self>) -> Formula,
    ) -> Self {
        let mut known = neutral;
        let mut unknown = Vec::new();
        for part in parts {
            match part.number() {
                Some(number) => known = combine(known, number),
                None => unknown.push(part),
            }
        }
        if unknown.is_empty() {
            return Self::Number(known);
        }
        if known != neutral {
            unknown.push(Self::Number(known));
        }
        match (unknown.len(), unknown.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                unknown.extend(last);
                Self::Computed(Box::new(formula(unknown)))
            }
        }
    }

    /// How far a kernel reaches: `dilation · (kernel − 1) + 1`.
    pub(crate) fn reach(kernel: Self, dilation: Self) -> Self {
        match (kernel.number(), dilation.number()) {
            (_, Some(1)) | (Some(1), _) => kernel,
            (Some(kernel), Some(dilation)) => {
                Self::Number(dilation.saturating_mul(kernel.saturating_sub(1)).saturating_add(1))
            }
            _ => Self::Computed(Box::new(Formula::Reach { kernel, dilation })),
        }
    }

    pub(crate) fn divided_by(self, divisor: Self) -> Self {
        match (self.number(), divisor.number()) {
            (_, Some(1)) => self,
            (Some(number), Some(divisor)) => Self::Number(number.checked_div(divisor).unwrap_or(0)),
            _ => self.cancelled(&divisor).unwrap_or_else(|| Self::Computed(Box::new(Formula::Quotient(self, divisor)))),
        }
    }

    /// What is left of a product without one of its factors.
    fn cancelled(&self, factor: &Self) -> Option<Self> {
        match self {
            _ if self == factor => Some(Self::Number(1)),
            Self::Computed(formula) => match &**formula {
                Formula::Product(factors) => Self::without(factors, factor).map(Self::product),
                _ => None,
            },
            Self::Number(_) | Self::Constant(_) | Self::Axis { .. } => None,
        }
    }

    pub(crate) fn divided_by_rounded_up(self, divisor: Self) -> Self {
        match (self.number(), divisor.number()) {
            (_, Some(1)) => self,
            (Some(number), Some(divisor)) => Self::Number(number.div_ceil(divisor.max(1))),
            _ => Self::Computed(Box::new(Formula::Ceiling(self, divisor))),
        }
    }
}

impl Display for Dimension {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Constant(path) => write_path(path, f),
            Self::Axis { name, .. } => name.fmt(f),
            Self::Computed(formula) => formula.fmt(f),
        }
    }
}

fn write_path(path: &Path, f: &mut Formatter<'_>) -> Result {
    if path.leading_colon.is_some() {
        f.write_str("::")?;
    }
    for (index, segment) in path.segments.iter().enumerate() {
        if index > 0 {
            f.write_str("::")?;
        }
        segment.ident.fmt(f)?;
    }
    Ok(())
}

/// The dimensions of a value, per sample.
#[derive(Clone)]
pub(crate) struct Shape {
    dimensions: Vec<Dimension>,
    image: bool,
}

/// Two shapes of the same dimensions are the same, wherever they come from.
impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        self.dimensions == other.dimensions
    }
}

impl Eq for Shape {}

impl Shape {
    pub(crate) fn new(dimensions: impl IntoIterator<Item = Dimension>) -> Self {
        Self { dimensions: dimensions.into_iter().collect(), image: false }
    }

    /// What a layer makes that works on images, `[channels, height, width]`, or on what has other axes behind its channels.
    pub(crate) fn image(dimensions: impl IntoIterator<Item = Dimension>) -> Self {
        Self { image: true, ..Self::new(dimensions) }
    }

    /// These dimensions of what was made of a value of this shape: of an image another one.
    pub(crate) fn with(&self, dimensions: impl IntoIterator<Item = Dimension>) -> Self {
        Self { image: self.image, ..Self::new(dimensions) }
    }

    /// Whether a layer has made it that works on images, so that its last axis holds no features.
    pub(crate) fn is_image(&self) -> bool {
        self.image
    }

    pub(crate) fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    pub(crate) fn rank(&self) -> usize {
        self.dimensions.len()
    }

    /// The first of the axes in it whose size is known when the network runs.
    pub(crate) fn axis(&self) -> Option<&Ident> {
        self.dimensions.iter().find_map(Dimension::axis)
    }

    /// The number of elements of a sample.
    pub(crate) fn elements(&self) -> Dimension {
        Dimension::product(self.dimensions.iter().cloned())
    }
}

impl Display for Shape {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("[")?;
        for (index, dimension) in self.dimensions.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            dimension.fmt(f)?;
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Slide;
    use super::{Dimension, Shape};

    fn number(number: usize) -> Dimension {
        Dimension::Number(number)
    }

    fn constant(name: &str) -> Dimension {
        Dimension::Constant(syn::parse_str(name).expect("a path"))
    }

    fn slide(input: Dimension, reach: usize, stride: usize, padding: usize) -> Dimension {
        let [reach, stride, padding] = [reach, stride, padding].map(number);
        Slide { input, reach, stride, padding, rounds_up: false }.positions()
    }

    fn slide_up(input: Dimension, reach: usize, stride: usize, padding: usize) -> Dimension {
        let [reach, stride, padding] = [reach, stride, padding].map(number);
        Slide { input, reach, stride, padding, rounds_up: true }.positions()
    }

    #[test]
    fn numbers_are_computed() {
        assert!(Dimension::sum([number(16), number(32)]) == number(48));
        assert!(Dimension::product([number(32), number(4), number(4)]) == number(512));
        assert!(Dimension::difference(number(9), number(4)) == number(5));
        assert!(number(32).divided_by(number(4)) == number(8));
        assert!(number(7).divided_by_rounded_up(number(2)) == number(4));
        assert!(Dimension::reach(number(3), number(2)) == number(5));
        assert!(Shape::new([]).elements() == number(1));
    }

    #[test]
    fn positions_are_those_of_a_loop() {
        for (input, reach, stride, padding) in
            [(8, 3, 1, 2), (8, 3, 2, 2), (7, 3, 2, 0), (8, 8, 5, 0), (5, 1, 2, 0), (6, 5, 3, 4)]
        {
            let starts = (0..).step_by(stride).take_while(|start| start + reach <= input + padding);
            assert!(slide(number(input), reach, stride, padding) == number(starts.count()));
        }
    }

    /// Up to the first that sees the end, and begins before it.
    #[test]
    fn positions_rounded_up_are_those_of_a_loop() {
        for (input, reach, stride, padding) in [
            (8, 3, 1, 2),
            (8, 3, 2, 0),
            (7, 3, 2, 0),
            (2, 3, 2, 0),
            (5, 1, 3, 0),
            (6, 2, 3, 2),
            (4, 2, 2, 2),
            (9, 4, 3, 4),
        ] {
            let starts = (0..).step_by(stride).take_while(|start| start + reach < input + padding + stride);
            let begun = starts.filter(|start| *start < input + padding / 2);
            assert!(slide_up(number(input), reach, stride, padding) == number(begun.count()));
        }
    }

    #[test]
    fn what_changes_nothing_is_left_out() {
        assert!(Dimension::sum([constant("H"), number(0)]) == constant("H"));
        assert!(Dimension::product([number(1), constant("H")]) == constant("H"));
        assert!(Dimension::difference(constant("H"), number(0)) == constant("H"));
        assert!(constant("H").divided_by(number(1)) == constant("H"));
        assert!(constant("H").divided_by_rounded_up(number(1)) == constant("H"));
        assert!(Dimension::reach(constant("K"), number(1)) == constant("K"));
        assert!(slide(constant("H"), 3, 1, 2) == constant("H"));
    }

    #[test]
    fn formulas_are_written_as_people_do() {
        let computed = slide(constant("HEIGHT"), 3, 2, 2);
        assert_eq!(computed.to_string(), "⌊(HEIGHT + 2 − 3) / 2⌋ + 1");
        assert_eq!(slide_up(constant("HEIGHT"), 3, 2, 2).to_string(), "⌈(HEIGHT + 2 − 3) / 2⌉ + 1");
        let flat = Dimension::product([number(8), computed, constant("size::WIDTH")]);
        assert_eq!(flat.to_string(), "(⌊(HEIGHT + 2 − 3) / 2⌋ + 1) · size::WIDTH · 8");
        let half = Dimension::sum([constant("A"), constant("B")]).divided_by_rounded_up(number(2));
        assert_eq!(half.to_string(), "⌈(A + B) / 2⌉");
        let cut = Dimension::difference(Dimension::product([constant("A"), number(2)]), constant("B"));
        assert_eq!(cut.to_string(), "(A · 2) − B");
        assert_eq!(Dimension::reach(number(3), constant("D")).to_string(), "D · (3 − 1) + 1");
        assert_eq!(Shape::new([number(3), constant("H")]).to_string(), "[3, H]");
    }

    #[test]
    fn nothing_overflows() {
        let huge = number(usize::MAX);
        assert!(Dimension::sum([huge.clone(), number(1)]) == huge);
        assert!(Dimension::product([huge.clone(), number(2)]) == huge);
        assert!(slide(number(2), 5, 0, 0) == number(1));
        assert!(huge.divided_by(number(0)) == number(0));
    }
}
