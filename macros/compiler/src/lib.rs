//! The compiler of netweave's `network!` blocks.
//!
//! An ordinary library: tokens in, tokens out. Its stages are the sentence `parse → check → shape → place → expand`; each takes
//! what only the stage before can make, and the last cannot fail. The macro is `netweave::network!`.

// Nothing that a user writes may make the compiler panic.
#![cfg_attr(not(test), deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod beside;
mod check;
mod constants;
mod derive;
mod editor;
mod errors;
mod expand;
mod fallback;
mod layer;
mod mention;
mod model;
mod nearest;
mod place;
mod program;
mod shape;
#[expect(missing_docs, reason = "a node's documentation shows its grammar, which names the fields")]
pub mod syntax;
mod words;

use proc_macro2::TokenStream;
use quote::quote;

/// Compiles the struct of a layer of a user's to the traits that a network needs of it: `#[derive(Layer)]`.
pub fn derive_layer(input: TokenStream) -> TokenStream {
    derive::layer(input)
}

/// Compiles the tokens of a `network!` block to items: code, or errors and what stands in for the networks.
///
/// A mistake does not hide another one: up to the shapes, each stage goes on with what is right.
pub fn network(input: TokenStream) -> TokenStream {
    let (block, mut errors) = syntax::parse(input.clone());
    let free = beside::free(&block, &mut errors);
    beside::outer_generics(&block, &mut errors);
    beside::prelude(&block, &mut errors);
    match compile(&block, errors) {
        Ok(expanded) => constants::once(expanded, input),
        Err(errors) => fallback::fallback(&block, &free, errors),
    }
}

/// The same for a language server, with what leads an editor through the block.
pub fn network_in_editor(input: TokenStream) -> TokenStream {
    let (block, errors) = syntax::parse(input.clone());
    let (types, items) = match compile(&block, errors) {
        Ok(expanded) => (editor::Types::of(expanded.clone(), &input), editor::quiet(expanded, &input)),
        Err(errors) => {
            let networks = block.networks.iter().collect::<Vec<_>>();
            (editor::Types::unknown(), fallback::fallback(&block, &networks, errors))
        }
    };
    // There is no network in what is too deep to be read.
    let lead = (!block.networks.is_empty()).then(|| editor::lead(input, &types));
    quote!(#lead #items)
}

fn compile(block: &syntax::Block, mut errors: errors::Errors) -> Result<TokenStream, errors::Errors> {
    let checked = check::check(block, &mut errors);
    let shaped = shape::shape(checked, &mut errors);
    errors.finish(shaped).and_then(place::place).map(expand::expand)
}
