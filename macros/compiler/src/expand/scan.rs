//! Scans: a loop of the runtime's, whose body is one application of a scope.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::names;
use crate::shape::Scan;

/// `layer::scan(&words, (*h,), |at, (h,), pass| .., pass)`, for references to what the scope is given; `apply` applies it.
pub(super) fn scan(
    scan: &Scan,
    arguments: &[TokenStream],
    pass: &Ident,
    apply: impl FnOnce(&[TokenStream]) -> TokenStream,
) -> TokenStream {
    let (sequences, rest) = arguments.split_at(scan.sequences.min(arguments.len()));
    let (starts, captures) = rest.split_at(scan.states.min(rest.len()));
    let numbered = |name: &str, count: usize| {
        let names =
            (1..=count).map(|number| names::local(&format_ident!("{name}_{number}").to_string(), Span::call_site()));
        names.collect::<Vec<_>>()
    };
    let (steps, states) = (numbered("step", sequences.len()), numbered("state", starts.len()));
    let at = names::local("at", Span::call_site());
    let given = steps.iter().chain(&states).map(|name| quote!(&#name)).chain(captures.iter().cloned());
    let applied = apply(&given.collect::<Vec<_>>());
    let first = sequences.first();
    let body = quote! {
        |#at, (#(#states,)*), #pass| {
            #(let #steps = layer::step(#sequences, #at, #pass)?;)*
            #applied
        }
    };
    let ends = scan.ends.then(|| quote!(|(#(#states,)*)| [#(layer::end(&#states)),*],));
    let name = if scan.ends { quote!(layer::scan_with_ends) } else { quote!(layer::scan) };
    quote!(#name(#first, (#(*#starts,)*), #body, #ends #pass))
}
