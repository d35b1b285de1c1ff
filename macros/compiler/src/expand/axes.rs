//! The axes whose size is known when a network runs: how a call finds their sizes, and tells a pass.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::interface::Interface;
use super::size::{names_axes, sizes_of_axes};
use crate::layer::Type;
use crate::shape::Dimension;

/// `let sizes = shape::Sizes::default().axis("time", &[("words", shape::size(words, 0))])?;`, for references to inputs and
/// targets; nothing in a network without such axes.
pub(super) fn found<'a, R: ToTokens>(
    interface: &Interface,
    values: impl Iterator<Item = (&'a Ident, &'a Type, R)>,
) -> Option<TokenStream> {
    if interface.axes.is_empty() {
        return None;
    }
    let values = values.collect::<Vec<_>>();
    let axes = interface.axes.iter().enumerate().map(|(axis, name)| {
        let found = values.iter().flat_map(|(input, kind, reference)| {
            let dimensions = kind.shape().into_iter().flat_map(|shape| shape.dimensions()).enumerate();
            let own =
                dimensions.filter(move |(_, own)| matches!(own, Dimension::Axis { number, .. } if *number == axis));
            own.map(move |(place, _)| {
                let input = input.to_string();
                quote!((#input, shape::size(#reference, #place)))
            })
        });
        let name = name.to_string();
        quote!(.axis(#name, &[#(#found),*])?)
    });
    let sizes = sizes_of_axes();
    let fits = fits(interface);
    Some(quote! {
        let #sizes = shape::Sizes::default() #(#axes)*;
        #fits
    })
}

/// Asks for what has to hold of the sizes, if there is something.
pub(super) fn fits(interface: &Interface) -> Option<TokenStream> {
    let (_, generics) = interface.sizes();
    let told = (!generics.is_empty()).then(|| quote!(::<#generics>));
    let sizes = sizes_of_axes();
    interface.asks.then(|| quote!(shape::asked(&#sizes, fits #told)?;))
}

/// The settings of a pass, `settings`, for these sizes.
pub(super) fn at(interface: &Interface, settings: TokenStream) -> TokenStream {
    let sizes = sizes_of_axes();
    if interface.axes.is_empty() { quote!(&#settings) } else { quote!(&#settings.at(#sizes)) }
}

/// `let sizes = pass.sizes();` for code that names them.
pub(super) fn of_pass(pass: &Ident, code: &TokenStream) -> Option<TokenStream> {
    let sizes = sizes_of_axes();
    names_axes(code).then(|| quote!(let #sizes = #pass.sizes();))
}

/// In a pass, the batch is a `usize` whatever it was in the caller's type.
pub(super) fn erased(interface: &Interface) -> Option<TokenStream> {
    (!interface.axes.is_empty()).then(|| {
        quote!(
            type B = usize;
        )
    })
}
