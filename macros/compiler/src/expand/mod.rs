//! What is generated: ordinary structs, and straight-line code over them. Nothing can fail here.

mod alike;
mod assertions;
mod axes;
mod block;
mod collection;
mod constants;
mod docs;
mod doubts;
mod end_points;
mod field;
mod foreign;
mod forms;
mod forward;
mod function;
mod input;
mod interface;
mod labels;
mod locals;
mod losses;
mod methods;
pub(crate) mod names;
mod outputs;
mod picture;
mod rehearse;
mod rows;
mod scan;
mod scope;
mod shared;
mod size;
mod structure;
mod table;
mod tensor;
pub(crate) mod tuple;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use alike::is_parameter;
pub(crate) use size::{Size, names_axes};

use crate::place::Located;
use crate::program::{left, program};
use crate::shape::Network;

/// Generates the items of a block.
pub(crate) fn expand(located: Located) -> TokenStream {
    let (runtime, networks) = located.into_parts();
    networks.iter().map(|network| self::network(network, &runtime)).collect()
}

fn network(network: &Network, runtime: &TokenStream) -> TokenStream {
    let interface = interface::Interface::new(network);
    let program = program(network);
    let labels = labels::labels(&program, &interface.module);
    let table = table::table(&program, &labels, &network.name.to_string());
    let list = end_points::list(&program, &labels, &interface);
    let layers = docs::layers(&program, &labels);
    let structure = structure::structure(network, &interface, &layers, runtime);
    let end_points = end_points::module(&program, &labels, &interface, runtime);
    let forms = forms::Forms::of(network, &interface);
    let module = structure::module(network, &forms, &interface, &end_points, runtime);
    let end_points = end_points::code(&program, &labels, &interface);
    let (generic, fits) = assertions::generic(&network.assertions, &interface);
    let asked = assertions::asked(&network.assertions, &interface);
    let assertions = assertions::assertions(&network.assertions, &interface);
    let (alike, methods) = methods::methods(network, &forms, &interface);
    let scopes = scope::scopes(&network.members, &forms, &methods, &interface);
    let left = left(network).len();
    let rehearse = rehearse::rehearse(&interface, left);
    let collection = collection::network(&network.members, &interface, &quote!(#table #list #rehearse), &fits);
    let constants = constants::constants(network, &interface);
    let run = function::run(network, &methods, &interface);
    let inputs = input::traits(&interface);
    let forward = forward::forward(&interface, left);
    let losses = losses::losses(network, &methods, &interface);
    let block = block::block(
        runtime,
        quote!(#assertions #generic #asked #inputs #run #forward #losses #alike #scopes #collection #constants #end_points),
    );
    let doubts = doubts::doubts(&network.doubts);
    quote!(#structure #module #block #doubts)
}
