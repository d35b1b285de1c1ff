//! `norm` of a layer with a weight: what the weight is made of.

use super::Arguments;
use crate::shape::Dimension;

/// How a weight is made of the variables that are held for it.
#[derive(Clone, Copy)]
pub(super) enum WeightNorm {
    /// It is held itself.
    Plain,
    /// Of directions and lengths.
    Weight,
    /// By its largest singular value.
    Spectral,
}

/// The structs with a bias and without, for each of these.
pub(super) type Holders = [[&'static str; 2]; 3];

impl WeightNorm {
    pub(super) fn read(arguments: &mut Arguments) -> Option<Self> {
        Some(match arguments.optional_word("norm", &["weight", "spectral"])? {
            None => Self::Plain,
            Some("weight") => Self::Weight,
            Some(_) => Self::Spectral,
        })
    }

    /// The struct that holds the variables.
    pub(super) fn holder(self, holders: &Holders, bias: bool) -> &'static str {
        let [plain, weight, spectral] = holders;
        let [biased, unbiased] = match self {
            Self::Plain => plain,
            Self::Weight => weight,
            Self::Spectral => spectral,
        };
        if bias { biased } else { unbiased }
    }

    /// The dimensions of that struct, for a weight of these, whose outputs are along `outputs`, and how many of its elements
    /// are trained for the weight.
    pub(super) fn sizes(self, weight: Vec<Dimension>, outputs: usize) -> (Vec<Dimension>, Dimension) {
        let elements = Dimension::product(weight.clone());
        match self {
            Self::Plain => (weight, elements),
            Self::Weight => {
                let lengths = weight.first().cloned();
                let parameters = Dimension::sum([elements].into_iter().chain(lengths));
                (weight, parameters)
            }
            Self::Spectral => {
                let others = weight.iter().enumerate().filter(|(axis, _)| *axis != outputs);
                let columns = Dimension::product(others.map(|(_, size)| size.clone()));
                (weight.into_iter().chain([columns]).collect(), elements)
            }
        }
    }
}
