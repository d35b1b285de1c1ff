//! The door to netweave's compiler.
//!
//! Procedural macros can only be exported by a crate of their own. The compiler is an ordinary library,
//! [`netweave_compiler`]; users add neither of the two, but `netweave`, whose `network!` passes its own path along.

use proc_macro::TokenStream;

/// Compiles a block of networks. Call it as `netweave::network!`.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    netweave_compiler::network(input.into()).into()
}

/// The same for a language server.
#[proc_macro]
pub fn network_in_editor(input: TokenStream) -> TokenStream {
    netweave_compiler::network_in_editor(input.into()).into()
}

/// Makes a struct of variables a layer of networks. Use it as `netweave::own::Layer`, where it is documented.
#[proc_macro_derive(Layer, attributes(variable, layer))]
pub fn layer(input: TokenStream) -> TokenStream {
    netweave_compiler::derive_layer(input.into()).into()
}
