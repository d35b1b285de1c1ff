//! Dimensions: numbers where everything is written out, formulas over `const` items elsewhere.

use std::fmt::{Display, Formatter, Result};

use proc_macro2::Ident;
use syn::Path;

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

/// What rustc has to compute, because a `const` item is in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Formula {
    Sum(Vec<Dimension>),
    Product(Vec<Dimension>),
    /// Checks see to it that it is not below 0.
    Difference(Dimension, Dimension),
    /// Rounded down; checks see to it that nothing is lost.
    Quotient(Dimension, Dimension),
    /// Rounded up: what `padding = same` leaves.
    Ceiling(Dimension, Dimension),
    /// `dilation · (kernel − 1) + 1`
    Reach {
        kernel: Dimension,
        dilation: Dimension,
    },
    Slide(Slide),
}

/// A kernel that slides along one axis.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Slide {
    pub(crate) input: Dimension,
    /// How far the kernel reaches, see [`Dimension::reach`].
    pub(crate) reach: Dimension,
    pub(crate) stride: Dimension,
    /// Before and after, together.
    pub(crate) padding: Dimension,
    /// Whether a position counts that reaches beyond the end, if it begins before: PyTorch's `ceil_mode`.
    pub(crate) rounds_up: bool,
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

impl Formula {
    fn parts(&self) -> Vec<&Dimension> {
        match self {
            Self::Sum(parts) | Self::Product(parts) => parts.iter().collect(),
            Self::Difference(left, right) | Self::Quotient(left, right) | Self::Ceiling(left, right) => {
                vec![left, right]
            }
            Self::Reach { kernel, dilation } => vec![kernel, dilation],
            Self::Slide(Slide { input, reach, stride, padding, .. }) => vec![input, reach, stride, padding],
        }
    }
}

impl Formula {
    fn at(&self, sizes: &impl Fn(usize) -> Dimension) -> Dimension {
        let at = |dimension: &Dimension| dimension.at(sizes);
        match self {
            Self::Sum(terms) => Dimension::sum(terms.iter().map(at)),
            Self::Product(factors) => Dimension::product(factors.iter().map(at)),
            Self::Difference(minuend, subtrahend) => Dimension::difference(at(minuend), at(subtrahend)),
            Self::Quotient(dividend, divisor) => at(dividend).divided_by(at(divisor)),
            Self::Ceiling(dividend, divisor) => at(dividend).divided_by_rounded_up(at(divisor)),
            Self::Reach { kernel, dilation } => Dimension::reach(at(kernel), at(dilation)),
            Self::Slide(Slide { input, reach, stride, padding, rounds_up }) => {
                let (input, reach, stride, padding) = (at(input), at(reach), at(stride), at(padding));
                Slide { input, reach, stride, padding, rounds_up: *rounds_up }.positions()
            }
        }
    }
}

impl Slide {
    /// How many positions the kernel takes: `⌊(input + padding − reach) / stride⌋ + 1`; rounded up, `⌈..⌉ + 1` of them, but none
    /// that begins in the padding at the end.
    pub(crate) fn positions(self) -> Dimension {
        let Self { input, reach, stride, padding, rounds_up } = &self;
        if let (Some(reach), Some(padding), Some(stride)) = (reach.number(), padding.number(), stride.number()) {
            if stride == 1 && padding == reach.saturating_sub(1) {
                return self.input;
            }
            if let Some(input) = input.number() {
                let room = input.saturating_add(padding).saturating_sub(reach);
                let step = stride.max(1);
                let last = match rounds_up {
                    true => {
                        let begun = input.saturating_add(padding / 2).div_ceil(step);
                        room.div_ceil(step).min(begun.saturating_sub(1))
                    }
                    false => room / step,
                };
                return Dimension::Number(last.saturating_add(1));
            }
        }
        Dimension::Computed(Box::new(Formula::Slide(self)))
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

impl Display for Formula {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Sum(terms) => join(terms, " + ", f),
            Self::Product(factors) => join(factors, " · ", f),
            Self::Difference(minuend, subtrahend) => write!(f, "{} − {}", Atom(minuend), Atom(subtrahend)),
            Self::Quotient(dividend, divisor) => write!(f, "{} / {}", Atom(dividend), Atom(divisor)),
            Self::Ceiling(dividend, divisor) => write!(f, "⌈{} / {}⌉", Atom(dividend), Atom(divisor)),
            Self::Reach { kernel, dilation } => write!(f, "{} · ({kernel} − 1) + 1", Atom(dilation)),
            Self::Slide(slide) => slide.fmt(f),
        }
    }
}

impl Display for Slide {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { input, reach, stride, padding, rounds_up } = self;
        let [left, right] = if *rounds_up { ["⌈", "⌉"] } else { ["⌊", "⌋"] };
        write!(f, "{left}({input}")?;
        if padding.number() != Some(0) {
            write!(f, " + {padding}")?;
        }
        write!(f, " − {}) / {}{right} + 1", Atom(reach), Atom(stride))
    }
}

/// A dimension as part of a product: in parentheses if it is a formula itself.
struct Atom<'a>(&'a Dimension);

impl Display for Atom<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Dimension::Computed(_) => write!(f, "({})", self.0),
            Dimension::Number(_) | Dimension::Constant(_) | Dimension::Axis { .. } => self.0.fmt(f),
        }
    }
}

fn join(parts: &[Dimension], sign: &str, f: &mut Formatter<'_>) -> Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(sign)?;
        }
        Atom(part).fmt(f)?;
    }
    Ok(())
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
    use super::{Dimension, Shape, Slide};

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
