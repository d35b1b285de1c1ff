//! What `lstm`, `gru` and `rnn` have in common: layers whose state goes from step to step of a sequence.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::dropout::PROBABILITY;
use super::{Applied, Arguments, Code, Initializers, Input, Layer, Number, Site};
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, Dimension, Message, Shape, message};

/// What makes a state of the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Lstm,
    Gru,
    Tanh,
    Relu,
}

impl Cell {
    fn gates(self) -> usize {
        match self {
            Self::Lstm => 4,
            Self::Gru => 3,
            Self::Tanh | Self::Relu => 1,
        }
    }

    /// What it starts from and leaves in the end.
    fn states(self) -> usize {
        if self == Self::Lstm { 2 } else { 1 }
    }

    fn code(self) -> TokenStream {
        match self {
            Self::Lstm => quote!(layer::Cell::Lstm),
            Self::Gru => quote!(layer::Cell::Gru),
            Self::Tanh => quote!(layer::Cell::Tanh),
            Self::Relu => quote!(layer::Cell::Relu),
        }
    }
}

#[derive(Clone)]
pub(super) struct Recurrent {
    cell: Cell,
    units: Dimension,
    layers: Dimension,
    bidirectional: bool,
    dropout: Option<Number>,
    bias: bool,
    /// Whether a hidden state and a cell are given.
    given: [bool; 2],
    initializers: Initializers,
    /// Whether what is left in the end is wanted, too.
    ends: bool,
}

/// Reads the arguments; `own` is what its variables hold where nothing else is said.
pub(super) fn read(
    arguments: &mut Arguments,
    cell: Option<Cell>,
    own: &'static [[&'static str; 2]],
) -> Option<Rc<dyn Layer>> {
    arguments.inferred("input_size");
    let units = arguments.size("units");
    let layers = arguments.size_or("layers", 1);
    if layers.as_ref().is_some_and(|layers| layers.number() == Some(1)) {
        arguments.exclude(
            "dropout",
            "`dropout` is given with one layer",
            "it is between the layers: write `layers = 2` beside it, or `-> dropout(..)` behind the layer",
        );
    }
    let dropout = arguments.optional_number("dropout", &PROBABILITY);
    let bidirectional = arguments.boolean_or("bidirectional", false);
    let bias = arguments.boolean_or("bias", true);
    let initializers = arguments.initializers(own, true, bias.unwrap_or(true));
    let given = ["hidden", "cell"].map(|name| arguments.has_value(name));
    arguments.finish()?;
    Some(Rc::new(Recurrent {
        cell: cell?,
        units: units?,
        layers: layers?,
        bidirectional: bidirectional?,
        dropout: dropout?,
        bias: bias?,
        given,
        initializers: initializers?.unwrap_or(Initializers::Pairs { weight: None, bias: None, own }),
        ends: false,
    }))
}

impl Layer for Recurrent {
    fn whole(&self) -> Option<Rc<dyn Layer>> {
        Some(Rc::new(Self { ends: true, ..self.clone() }))
    }

    fn part(&self, index: usize, _: usize) -> Option<Rc<dyn Layer>> {
        Some(Rc::new(Part { of: self.clone(), index }))
    }

    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (input, states) = site.inputs.split_first()?;
        let (value, shape) = site.sample(input)?;
        let [steps, features] = sequence(site, value, shape)?;
        let names = ["hidden state", "cell"].into_iter().zip(self.given).filter(|(_, given)| *given);
        // All of them are looked at before one that is wrong ends it.
        let fitting = states.iter().zip(names).map(|(state, (name, _))| self.fits(site, state, name));
        let fitting = fitting.collect::<Vec<_>>();
        fitting.into_iter().collect::<Option<()>>()?;
        let product = |factors: &[&Dimension]| Dimension::product(factors.iter().map(|factor| (*factor).clone()));
        let width = self.width();
        let output = match self.ends {
            true => Shape::new([Dimension::sum([product(&[steps, &width]), self.left()])]),
            false => Shape::new([steps.clone(), width.clone()]),
        };
        let gates = product(&[&Dimension::Number(self.cell.gates()), &self.units]);
        let upper = Dimension::difference(self.layers.clone(), Dimension::Number(1));
        let directions = Dimension::Number(self.directions());
        let weights = |inputs: &Dimension| {
            let rows = Dimension::sum([inputs.clone(), self.units.clone()]);
            product(&[&directions, &gates, &rows])
        };
        let products = Dimension::sum([weights(features), product(&[&upper, &weights(&width)])]);
        let biases = match self.bias {
            true => product(&[&Dimension::Number(2), &directions, &gates, &self.layers]),
            false => Dimension::Number(0),
        };
        let holder = match (self.bias, self.bidirectional) {
            (true, false) => "Recurrent",
            (false, false) => "UnbiasedRecurrent",
            (true, true) => "BidirectionalRecurrent",
            (false, true) => "UnbiasedBidirectionalRecurrent",
        };
        let dimensions = vec![gates, self.units.clone(), features.clone(), width, upper];
        let applied = Applied::holding(output, holder, dimensions, Code::variables(self.settings(), &[]))?;
        let multiply_adds = product(&[steps, &products]);
        Some(
            applied
                .initializers(Some(self.initializers.clone()))
                .parameters(Dimension::sum([products, biases.clone()]))
                .biases(biases)
                .multiply_adds(multiply_adds),
        )
    }
}

impl Recurrent {
    fn directions(&self) -> usize {
        if self.bidirectional { 2 } else { 1 }
    }

    /// The width of what it gives for a step.
    fn width(&self) -> Dimension {
        Dimension::product([Dimension::Number(self.directions()), self.units.clone()])
    }

    /// A state: that of the only layer, or of all layers and directions.
    fn state(&self) -> Shape {
        let count = Dimension::product([Dimension::Number(self.directions()), self.layers.clone()]);
        match count.number() {
            Some(1) => Shape::new([self.units.clone()]),
            _ => Shape::new([count, self.units.clone()]),
        }
    }

    /// The elements of a state.
    fn size(&self) -> Dimension {
        Dimension::product(self.state().dimensions().iter().cloned())
    }

    /// The elements of all states that are left in the end.
    fn left(&self) -> Dimension {
        Dimension::product([Dimension::Number(self.cell.states()), self.size()])
    }

    /// Asks that a state at the beginning is of the shape of one.
    fn fits<'a>(&self, site: &mut Site<'a>, state: &'a Input, name: &str) -> Option<()> {
        let (value, shape) = site.sample(state)?;
        let own = self.state();
        let fact =
            message!["`", site.label, "` begins with a ", name, " of ", own, ", but `", value.name, "` is ", shape];
        let help = match own.rank() {
            1 => message!["a state has a number for each of the ", self.units, " units"],
            _ => message![
                "a state has a row for each layer and direction, and a number for each of the ",
                self.units,
                " units"
            ],
        };
        if own.rank() != shape.rank() {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(&own, shape), &fact, &help)
    }

    /// What is said of it in code, before it is applied.
    fn settings(&self) -> TokenStream {
        let cell = self.cell.code();
        let dropout = self.dropout.as_ref().map(|dropout| quote!(.dropout(#dropout)));
        let ends = self.ends.then(|| quote!(.ends()));
        let start = match self.given {
            [false, false] => None,
            [true, false] => Some(quote!(.hidden())),
            [false, true] => Some(quote!(.memory())),
            [true, true] => Some(quote!(.both())),
        };
        quote!(.by(#cell) #dropout #ends #start)
    }
}

/// What it gives for all steps, or one of the states that are left in the end.
struct Part {
    of: Recurrent,
    index: usize,
}

impl Layer for Part {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, whole) = site.input()?;
        let whole = whole.dimensions().first()?;
        let outputs = Dimension::difference(whole.clone(), self.of.left());
        let (shape, from) = match self.index {
            0 => {
                let width = self.of.width();
                (Shape::new([outputs.divided_by(width.clone()), width]), Dimension::Number(0))
            }
            1 => (self.of.state(), outputs),
            _ => (self.of.state(), Dimension::difference(whole.clone(), self.of.size())),
        };
        Applied::new(shape, Code::function(quote!(layer::segment)).with(Size(&from)))
    }
}

/// `[length, width]`
fn sequence<'a>(site: &mut Site, value: &Value, shape: &'a Shape) -> Option<[&'a Dimension; 2]> {
    if let [length, width] = shape.dimensions()
        && !shape.is_image()
    {
        return Some([length, width]);
    }
    let help: Message = match shape.dimensions() {
        [_, _] => message!["its channels come first: put them last by ", site.insert("permute([1, 0])")],
        [width] => message!["a single step is a sequence, too: `-> reshape([1, ", width, "])`"],
        [_, _, _] if shape.is_image() => {
            message!["of an image, `flatten` makes one step, and `reshape` and `permute` make many"]
        }
        _ => message!["bring it to two dimensions first"],
    };
    let fact = message!["`", site.label, "` takes a sequence, [length, width], but `", value.name, "` is ", shape];
    site.refuse(&fact, &help)
}
