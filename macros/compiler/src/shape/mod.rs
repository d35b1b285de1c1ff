//! What fits: dimensions through the graph, from the declared inputs to the declared outputs.

mod dimension;
mod formula;
mod message;
mod network;
mod per_axis;
mod repeat;
mod require;
mod scan;
mod scope;
mod shaped;
mod statement;

use std::mem;

use proc_macro2::TokenStream;

pub(crate) use dimension::{Dimension, Shape};
pub(crate) use formula::{Formula, Slide};
pub(crate) use message::{Message, Part, Piece, message};
pub(crate) use require::{Assertion, Condition, Requirements};
pub(crate) use shaped::{
    Function, Holder, Left, Loss, Member, Network, Operand, Operation, Output, Scan, Scope, Statement, Typed,
};

use crate::check::Checked;
use crate::errors::Errors;

/// The networks in which every shape fits. Only [`shape()`] makes one.
pub(crate) struct Shaped {
    runtime: TokenStream,
    networks: Vec<Network>,
}

impl Shaped {
    pub(crate) fn networks(&self) -> &[Network] {
        &self.networks
    }

    /// The path of the runtime, and the networks.
    pub(crate) fn into_parts(self) -> (TokenStream, Vec<Network>) {
        (self.runtime, self.networks)
    }
}

/// Infers every shape and compares what must be equal.
pub(crate) fn shape(checked: Checked, errors: &mut Errors) -> Shaped {
    let (runtime, networks) = checked.into_parts();
    let mut requirements = Requirements::beside(mem::take(errors));
    let networks = networks.into_iter().filter_map(|network| network::shape(network, &mut requirements)).collect();
    *errors = requirements.into_errors();
    Shaped { runtime, networks }
}
