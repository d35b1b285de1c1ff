//! Warnings: stable Rust has none for macros, but for the use of what is deprecated.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::Doubt;

/// A use of something deprecated for each doubt, where the layer is that it is about.
pub(super) fn doubts(doubts: &[Doubt]) -> TokenStream {
    let uses = doubts.iter().map(|Doubt { name, at, note }| {
        let name = Ident::new(name, at.span());
        quote! {
            const _: () = {
                #[deprecated(note = #note)]
                #[allow(non_upper_case_globals)]
                const #name: () = ();
                #name
            };
        }
    });
    uses.collect()
}
