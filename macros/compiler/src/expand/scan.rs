//! Scans: a loop of the runtime's, whose body is one application of a scope.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::names;
use super::tuple::tuple;
use crate::shape::Scan;

/// `layer::scan(&words, (*h,), |at, (h,), pass| .., pass)`, for references to what the scope is given; `apply` applies it. Where more
/// than what its steps give as one value is asked for, it is in parts.
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
    let steps = quote!(#(let #steps = layer::step(#sequences, #at, #pass)?;)*);
    if scan.ends || scan.outputs > 1 {
        let outputs = numbered("output", scan.outputs);
        let (given, next) = (tuple(&outputs), names::local("next", Span::call_site()));
        let ends = match scan.ends {
            true => quote!(|(#(#states,)*)| [#(layer::end(&#states)),*]),
            false => quote!(|_| []),
        };
        return quote! {
            layer::scan_in_parts(#first, (#(*#starts,)*), |#at, (#(#states,)*), #pass| {
                #steps
                let (#given, #next) = #applied?;
                Ok(([#(layer::end(&#outputs)),*], #next))
            }, #ends, #pass)
        };
    }
    let body = quote!(|#at, (#(#states,)*), #pass| { #steps #applied });
    quote!(layer::scan(#first, (#(*#starts,)*), #body, #pass))
}
