//! What an editor is led by: a program of Rust in which each name of a block stands where Rust has the same meaning for it.
//!
//! A language server knows of a token in a block what it is where it stands in the expansion. On hover it shows that, each
//! time that the token is there; it completes what could stand there. In the code of a network many tokens are not, or are
//! many times. So where a language server expands a block, and nowhere else, two things are different:
//!
//! * In front of the items stands what is made here, from the tree alone: functions that nothing calls. A `let` of the block
//!   is a `let` in them, a layer is a struct of `netweave::editor::layers`, its arguments are fields of it, and a scope is the
//!   field of the network's struct. Of a block with mistakes there is one as well: a block that is being written has some.
//! * The items have spans of users where something is declared that can be seen outside, and nowhere else (`quiet`).
//!
//! To complete, a language server expands the block with a word at the cursor, and looks what that place is in the expansion
//! without it. So what stands in front of a place may depend only on what the block has in front of it, and what is found out
//! about the block stands behind: types, templates, the items.

mod body;
mod complete;
mod expression;
#[cfg(test)]
mod layers;
mod names;
mod quiet;
mod types;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

pub(crate) use quiet::quiet;
pub(crate) use types::Types;

use crate::syntax::{self, Dimension, Generic, Network, Outputs, Shape, Typed};
use names::{Holder, Meaning, Names};

/// The program of a block.
struct Lead<'a> {
    runtime: &'a TokenStream,
    names: Names,
    /// What the network is generic in, and its own type is given of that.
    generics: (TokenStream, TokenStream),
    statements: TokenStream,
    /// The structs of networks that have none, for the block has mistakes.
    structures: TokenStream,
    /// The types of values and scopes, and the templates.
    items: TokenStream,
    types: &'a Types,
    /// How many types of values, structs of scopes and templates there are so far.
    typed: usize,
    scopes: usize,
    templates: usize,
    /// The templates beside the networks.
    shared: Vec<Ident>,
}

/// Leads an editor through a block, in which values have these types.
pub(crate) fn lead(input: TokenStream, types: &Types) -> TokenStream {
    // What is wrong with the block is for others to say.
    let (block, errors) = syntax::parse(complete::complete(input));
    errors.into_error();
    let runtime = &block.runtime;
    let (statements, structures, items) = Default::default();
    let shared = block.templates.iter().map(|template| template.name.clone()).collect();
    let (names, generics) = (Names::default(), Default::default());
    let mut lead = Lead {
        runtime,
        names,
        generics,
        statements,
        structures,
        items,
        types,
        typed: 0,
        scopes: 0,
        templates: 0,
        shared,
    };
    lead.names.enter(Holder::Unknown);
    for call in block.defaults.iter().flat_map(|defaults| &defaults.layers) {
        lead.function(&TokenStream::new(), |lead| lead.call(call, 1));
    }
    for template in &block.templates {
        lead.announce(template);
    }
    for template in &block.templates {
        lead.function(&TokenStream::new(), |lead| lead.template(template));
    }
    for network in &block.networks {
        lead.network(network);
    }
    let Lead { statements, structures, items, names, .. } = lead;
    let own = names.callable().map(elsewhere);
    quote! {
        #[allow(warnings)]
        const _: () = {
            #statements
            #structures
            /// What may stand behind an arrow.
            mod layers {
                pub use #runtime::editor::layers::*;
                #(pub struct #own {})*
            }
            /// The types of values and scopes, and the templates.
            mod block {
                use super::*;
                #items
            }
        };
    }
}

impl Lead<'_> {
    /// A function that nothing calls.
    fn function(&mut self, parameters: &TokenStream, write: impl FnOnce(&mut Self)) {
        let (runtime, shared) = (self.runtime, self.shared.clone());
        let statements = self.block(|lead| {
            shared.iter().for_each(|template| lead.offer(template));
            write(lead);
        });
        // The names of the program are offered where a value may be. So all functions have one name.
        self.statements.extend(
            quote!(const _: () = { fn block<#parameters>() { use #runtime::editor::layers::*; #statements } };),
        );
    }

    fn network(&mut self, network: &Network) {
        let parameters = self.open(network);
        self.function(&parameters, |lead| {
            let (runtime, name, (_, arguments)) = (lead.runtime, elsewhere(&network.name), &lead.generics);
            lead.names.enter(Holder::Known(quote!(#runtime::editor::any::<#name<#arguments>>())));
            lead.axes(network);
            network.inputs.iter().for_each(|input| lead.declared(input));
            match &network.outputs {
                Outputs::One(shape) => lead.shape(shape),
                Outputs::Named { outputs, .. } => outputs.iter().for_each(|output| lead.shape(&output.shape)),
            }
            lead.body(&network.body);
            let fields = lead.names.leave();
            if !lead.types.are_known() {
                let (name, (parameters, _)) = (&network.name, &lead.generics);
                lead.structures.extend(quote!(struct #name<#parameters> { #fields }));
            }
        });
    }

    /// Notes what a network is generic in, and returns that as it was written.
    fn open(&mut self, network: &Network) -> TokenStream {
        let mut written = TokenStream::new();
        let (mut parameters, mut arguments) = (TokenStream::new(), TokenStream::new());
        for generic in network.generics.iter().flat_map(|generics| &generics.parameters) {
            let (name, elsewhere) = (generic.name(), elsewhere(generic.name()));
            match generic {
                Generic::Constant(_) => {
                    written.extend(quote!(const #name: usize,));
                    parameters.extend(quote!(const #elsewhere: usize,));
                }
                Generic::Part(part) => {
                    let bound = &part.bound;
                    written.extend(quote!(#name: #bound,));
                    parameters.extend(quote!(#elsewhere,));
                }
                Generic::Axis(_) => continue,
            }
            arguments.extend(quote!(#elsewhere,));
        }
        self.generics = (parameters, arguments);
        written
    }

    fn axes(&mut self, network: &Network) {
        let runtime = self.runtime;
        for axis in network.axes() {
            self.names.add(&axis, Meaning::Local);
            self.statements.extend(quote!(let #axis: #runtime::editor::Axis = #runtime::editor::any();));
        }
    }

    /// `image: [1, 8, 8]`
    fn declared(&mut self, declared: &Typed) {
        self.shape(&declared.shape);
        self.bind(&declared.name);
    }

    /// A `let` with a name of the user's.
    fn bind(&mut self, name: &Ident) {
        if self.names.is_state(name) {
            self.statements.extend(quote!(#name;));
            return;
        }
        let (runtime, dimensions) = (self.runtime, self.types.written(name, self.runtime));
        let kind = format_ident!("Value{}", self.typed);
        self.typed += 1;
        let (parameters, arguments) = &self.generics;
        self.items.extend(quote!(pub type #kind<#parameters> = #runtime::editor::Value<#dimensions>;));
        self.statements.extend(quote!(let #name: block::#kind<#arguments> = #runtime::editor::any();));
        self.names.add(name, Meaning::Local);
    }

    fn shape(&mut self, shape: &Shape) {
        shape.dimensions.iter().for_each(|dimension| self.dimension(dimension));
    }

    fn dimension(&mut self, dimension: &Dimension) {
        match dimension {
            Dimension::Literal(_) => {}
            Dimension::Constant(path) => self.path(path),
            Dimension::Computed(computed) => self.expression(computed),
        }
    }

    /// What stands in braces of its own.
    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        let statements = self.block(write);
        self.statements.extend(quote!({ #statements }));
    }

    /// The statements that are written by this.
    fn block(&mut self, write: impl FnOnce(&mut Self)) -> TokenStream {
        let outer = std::mem::take(&mut self.statements);
        write(self);
        std::mem::replace(&mut self.statements, outer)
    }
}

/// The name of something of the user's, where the user did not write it.
fn elsewhere(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(Span::call_site());
    name
}
