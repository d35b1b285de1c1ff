//! What stands in for the networks of a block with errors, so that the rest of the user's file stays quiet.
//!
//! Of a module with a `compile_error!`, rustc does not know what was to be in there. Any name may be taken from it without
//! a message, and what goes by that name may be used in any way, as a type and as a module. So the errors are in a module
//! of their own, and networks are imported from there.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::errors::Errors;
use crate::expand::names;
use crate::syntax::{Block, Network};

/// The errors, and names for these networks of the block and their modules.
pub(crate) fn fallback(block: &Block, networks: &[&Network], errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    // Where a name is not known, the module around the block is the one that takes the errors.
    let Some(first) = networks.first().filter(|_| block.is_whole) else {
        return errors;
    };
    let module = format_ident!("__errors_of_{}", names::module(&first.name));
    let names = networks.iter().flat_map(|network| [network.name.clone(), names::module(&network.name)]);
    let names = names.collect::<BTreeSet<_>>();
    quote! {
        mod #module { #errors }
        #(pub use #module::#names;)*
    }
}
