//! The axes of a network whose size is known when it runs.

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::shape::Dimension;
use crate::syntax::{self, Network};

/// The most axes of a network: so many sizes go with a pass.
const MOST: usize = 4;

/// Their names. What is wrong with them is reported.
pub(super) fn axes(network: &Network, errors: &mut Errors) -> Vec<Ident> {
    let mut known = Vec::<Ident>::new();
    for name in network.axes() {
        if known.contains(&name) {
            errors.error(&name, format!("`{name}` is already an axis"), "give one of the two another name");
            continue;
        }
        if known.len() == MOST {
            let fact = format!("`{name}` is one axis more than the {MOST} that a network may have");
            errors.error(&name, fact, "write the others as numbers or `const` items");
            return known;
        }
        let mut inputs = network.inputs.iter().flat_map(|input| &input.shape.dimensions);
        if !inputs.any(|dimension| is(dimension, &name)) {
            let fact = format!("no input has the axis `{name}`");
            let help = format!(
                "its size comes from an input: write it there, as in `{}`, or remove it",
                example(network, &name)
            );
            errors.error(&name, fact, help);
            continue;
        }
        known.push(name);
    }
    known
}

/// An input with the axis.
fn example(network: &Network, axis: &Ident) -> String {
    let input = network.inputs.first().map_or_else(|| "words".to_owned(), |input| input.name.to_string());
    format!("{input}: [{axis}]")
}

/// Whether a dimension is this axis.
fn is(dimension: &syntax::Dimension, axis: &Ident) -> bool {
    matches!(dimension, syntax::Dimension::Constant(path) if path.is_ident(axis))
}

/// A dimension as it was written, which may be an axis.
pub(crate) fn with_axes(dimension: Dimension, axes: &[Ident]) -> Dimension {
    let Dimension::Constant(path) = &dimension else {
        return dimension;
    };
    match axes.iter().position(|axis| path.is_ident(axis)) {
        Some(number) => {
            axes.get(number).map_or(dimension.clone(), |name| Dimension::Axis { name: name.clone(), number })
        }
        None => dimension,
    }
}
