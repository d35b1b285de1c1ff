//! What is computed of dimensions.

use std::fmt::{Display, Formatter, Result};

use super::Dimension;

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

impl Formula {
    /// The dimensions that it is of.
    pub(super) fn parts(&self) -> Vec<&Dimension> {
        match self {
            Self::Sum(parts) | Self::Product(parts) => parts.iter().collect(),
            Self::Difference(left, right) | Self::Quotient(left, right) | Self::Ceiling(left, right) => {
                vec![left, right]
            }
            Self::Reach { kernel, dilation } => vec![kernel, dilation],
            Self::Slide(Slide { input, reach, stride, padding, .. }) => vec![input, reach, stride, padding],
        }
    }

    /// The same with axes of these sizes.
    pub(super) fn at(&self, sizes: &impl Fn(usize) -> Dimension) -> Dimension {
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
