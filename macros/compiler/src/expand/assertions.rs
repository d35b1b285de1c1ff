//! What rustc has to judge, because it depends on `const` items.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::interface::Interface;
use super::size::{Size, sizes_of_axes};
use crate::mention::mentions;
use crate::shape::{Assertion, Condition, Dimension, Part};

/// A constant whose evaluation fails with the message of the first assertion that does not hold. What comes after
/// that is left alone: it may be wrong only because of it.
pub(super) fn assertions(assertions: &[Assertion], interface: &Interface) -> TokenStream {
    let calls = assertions.iter().filter(|assertion| !assertion.condition.has_axes()).map(assertion);
    let calls = calls.filter(|call| !mentions(call.clone(), &interface.generics)).collect::<Vec<_>>();
    if calls.is_empty() {
        return TokenStream::new();
    }
    quote!(const _: () = { #(#calls)* };)
}

/// The same for assertions about const generics: rustc judges them where a network is built, for the values that its
/// const generics have there. What makes it do so comes second.
pub(super) fn generic(assertions: &[Assertion], interface: &Interface) -> (TokenStream, TokenStream) {
    let calls = assertions.iter().filter(|assertion| !assertion.condition.has_axes()).map(assertion);
    let calls = calls.filter(|call| mentions(call.clone(), &interface.generics)).collect::<Vec<_>>();
    if calls.is_empty() {
        return (TokenStream::new(), TokenStream::new());
    }
    let (generics, sizes) = interface.sizes();
    let items = quote! {
        struct Fits<#generics>;
        impl<#generics> Fits<#sizes> {
            const ALL: () = { #(#calls)* };
        }
    };
    (items, quote!(let () = Fits::<#sizes>::ALL;))
}

/// A function that tells what does not fit for the sizes of a call; nothing, if all sizes fit.
pub(super) fn asked(assertions: &[Assertion], interface: &Interface) -> Option<TokenStream> {
    if !interface.asks {
        return None;
    }
    let network = interface.name.to_string();
    let mut known = Vec::new();
    for assertion in assertions.iter().filter(|assertion| assertion.condition.has_axes()) {
        let condition = condition(&assertion.condition);
        let parts = parts(assertion);
        let call = quote!(shape::fits(#condition, #network, &[#(#parts),*])?;);
        // A scope that is used often asks the same each time.
        if known.iter().all(|known: &TokenStream| known.to_string() != call.to_string()) {
            known.push(call);
        }
    }
    let ((generics, _), sizes) = (interface.sizes(), sizes_of_axes());
    Some(quote! {
        /// Tells what does not fit for axes of these sizes.
        fn fits<#generics>(#sizes: &shape::Sizes) -> Result<(), Error> {
            #(#known)*
            Ok(())
        }
    })
}

/// The pieces of a message.
fn parts(assertion: &Assertion) -> Vec<TokenStream> {
    let parts = assertion.message.0.iter().map(|part| match part {
        Part::Text(text) => quote!(shape::Part::Text(#text)),
        Part::Dimension(dimension) => {
            let size = Size(dimension);
            // An item of another type is reported once, where it is used as a dimension.
            let cast = matches!(dimension, Dimension::Constant(_)).then(|| quote!(as usize));
            quote!(shape::Part::Number(#size #cast))
        }
    });
    parts.collect()
}

fn assertion(assertion: &Assertion) -> TokenStream {
    let condition = condition(&assertion.condition);
    let parts = parts(assertion);
    let (start, end) = ends(&assertion.at);
    // rustc underlines a call from its first token to its last. With the user's own spans, not just located there, it
    // does not go on about the macro.
    let function = quote_spanned!(start=> shape::require);
    let mut arguments = Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#condition, &[#(#parts),*]));
    arguments.set_span(end);
    quote!(#function #arguments;)
}

fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut tokens = tokens.clone().into_iter();
    let first = tokens.next();
    let last = tokens.last();
    let start = first.as_ref().map_or_else(Span::call_site, TokenTree::span);
    let end = last.as_ref().map_or(start, TokenTree::span);
    (start, end)
}

fn condition(condition: &Condition) -> TokenStream {
    match condition {
        Condition::Equal(left, right) => {
            let (left, right) = (Size(left), Size(right));
            quote!(#left == #right)
        }
        Condition::AtMost(left, right) => {
            let (left, right) = (Size(left), Size(right));
            quote!(#left <= #right)
        }
        Condition::Divides(divisor, dividend) => {
            let (divisor, dividend) = (Size(divisor), Size(dividend));
            quote!(shape::divides(#divisor, #dividend))
        }
        Condition::All(conditions) => {
            let conditions = conditions.iter().map(self::condition);
            quote!(#(#conditions)&&*)
        }
        Condition::Any(conditions) => {
            let conditions = conditions.iter().map(self::condition);
            quote!((#(#conditions)||*))
        }
        Condition::Rust(condition) => condition.clone(),
    }
}
