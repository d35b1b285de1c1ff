//! What a block means: every name is resolved, every argument read, every rule about scopes kept.
//!
//! What comes out is a graph of values. Nothing is known of shapes yet.

mod apply;
mod axes;
mod body;
mod call;
mod choice;
mod defaults;
mod doubt;
mod expression;
pub(crate) mod fold;
mod foreign;
mod frame;
mod generics;
mod inputs;
mod list;
mod lookup;
mod loss;
mod network;
mod parameter;
mod placement;
mod row;
mod scan;
mod scope;
mod setting;
mod several;
mod shared;
mod split;
mod suggest;
mod template;
mod text;

use proc_macro2::TokenStream;

pub(crate) use self::axes::with_axes;
pub(crate) use self::network::{HIGHEST_RANK, MOST_ELEMENTS, uncounted};
pub(crate) use self::suggest::suggest;
pub(crate) use self::text::text;

use self::foreign::Siblings;
use crate::errors::Errors;
use crate::model::Network;
use crate::syntax::Block;

/// What a block means. Only [`check`] makes one.
pub(crate) struct Checked {
    runtime: TokenStream,
    networks: Vec<Network>,
}

impl Checked {
    /// The path of the runtime, and the networks.
    pub(crate) fn into_parts(self) -> (TokenStream, Vec<Network>) {
        (self.runtime, self.networks)
    }
}

/// Finds out what a block means. What is wrong is reported, and left out with all that depends on it.
pub(crate) fn check(block: &Block, errors: &mut Errors) -> Checked {
    let before = errors.len();
    network::check_names(&block.networks, errors);
    let templates = template::beside_networks(&block.templates, errors);
    let mut defaults = defaults::in_front(block, &templates, errors);
    let mut networks = Vec::new();
    for (own, network) in block.networks.iter().enumerate().filter(|(_, network)| network.is_whole) {
        let siblings = Siblings { written: &block.networks, checked: &networks, own };
        let checked = network::check(network, siblings, &templates, &mut defaults, errors);
        networks.extend(checked);
    }
    if block.networks.iter().all(|network| network.is_whole) {
        template::report_unused(&templates, errors);
        if errors.len() == before {
            defaults::report_unused(&defaults, errors);
        }
    }
    Checked { runtime: block.runtime.clone(), networks }
}
