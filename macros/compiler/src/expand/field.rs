//! The types of fields: the runtime's structs that hold the variables of a layer.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::size::Place;
use crate::layer::Variables;

/// The dimensions of a layer as const arguments.
pub(super) fn sizes_of<'a>(variables: &'a Variables, place: &'a Place) -> impl Iterator<Item = TokenStream> + 'a {
    variables.dimensions.iter().map(|dimension| place.argument(dimension))
}

/// `Conv2d<16, 1, 3, 3, E, D>`
pub(super) fn layer(
    holder: &str,
    sizes: impl Iterator<Item = TokenStream>,
    variables: &Variables,
    place: &Place,
    runtime: &TokenStream,
) -> TokenStream {
    holding(holder, &quote!(#(#sizes,)*), variables, place, runtime)
}

/// `Variable<(Const<1>, Const<64>), E, D, Zeros>`
pub(super) fn shaped(
    holder: &str,
    sizes: impl Iterator<Item = TokenStream>,
    variables: &Variables,
    place: &Place,
    runtime: &TokenStream,
) -> TokenStream {
    holding(holder, &quote!((#(#runtime::expansion::Const<#sizes>,)*),), variables, place, runtime)
}

fn holding(
    holder: &str,
    shape: &TokenStream,
    variables: &Variables,
    place: &Place,
    runtime: &TokenStream,
) -> TokenStream {
    let holder = format_ident!("{holder}");
    let initializers =
        variables.initializers.iter().flat_map(|initializers| initializers.write(runtime, |path| place.path(path)));
    quote!(#runtime::expansion::layer::#holder<#shape E, D #(, #initializers)*>)
}
