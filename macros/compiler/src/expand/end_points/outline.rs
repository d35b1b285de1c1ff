//! The end points of a network with errors.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::methods::methods;
use super::takes::takes;
use crate::expand::interface::Interface;
use crate::expand::sketch::{Named, What};

/// The end points as far as their names can be told, all of one type: what goes into the module, and into the block.
pub(in crate::expand) fn outline(
    named: &[Named],
    interface: &Interface,
    runtime: &TokenStream,
) -> (TokenStream, TokenStream) {
    let path = interface.network();
    let (generics, sizes) = interface.generics();
    let module = interface.module();
    let points = sketched(named, &[]);
    let items = quote! {
        #[allow(dead_code, non_camel_case_types, non_snake_case, non_upper_case_globals, unused_imports)]
        #[doc(hidden)]
        pub mod end_point {
            #[derive(#runtime::expansion::Clone, #runtime::expansion::Copy, #runtime::expansion::Debug)]
            pub struct Unknown;
            impl Unknown {
                pub const RECEPTIVE_FIELD: #runtime::expansion::Option<#runtime::expansion::ReceptiveField> =
                    #runtime::expansion::Option::None;
            }
            #points
        }
    };
    let methods = methods(interface, Vec::new());
    let takes = takes(interface);
    let diverge = quote!(#runtime::expansion::unreachable_after_error());
    let code = quote! {
        impl<#generics E: Dtype, D: Device<E>> EndPoint<#path<#sizes E, D>> for #module::end_point::Unknown {
            type Shape<B: Dim> = (B,);
            type Within<B: Dim> = (B,);

            fn compute<B: Dim>(
                _: &mut Points<'_, #path<#sizes E, D>, B>,
                _: &mut Pass<E, D>,
            ) -> Result<Value<(B,), E, D>, D::Err> {
                #diverge
            }
        }
        #methods
        #takes
    };
    (items, code)
}

/// What is in the module of these scopes.
fn sketched(named: &[Named], around: &[Ident]) -> TokenStream {
    let inside = named.iter().filter_map(|named| match named.path.split_last() {
        Some((name, scopes)) if scopes == around => Some((name, named.what)),
        _ => None,
    });
    let inside = inside.collect::<Vec<_>>();
    let up = around.iter().map(|_| quote!(super::));
    let unknown = quote!(self:: #(#up)* Unknown);
    let mut taken = BTreeMap::<String, usize>::new();
    let names = inside.iter().filter_map(|(name, what)| {
        let scope = inside.iter().any(|(other, what)| other == name && *what == What::Scope);
        let count = taken.entry(name.to_string()).or_default();
        *count += 1;
        match (*count, what) {
            (1, _) if scope => {
                let path = around.iter().chain([*name]).cloned().collect::<Vec<_>>();
                let points = sketched(named, &path);
                Some(quote! {
                    pub const #name: #unknown = #unknown;
                    pub mod #name { #points }
                })
            }
            (1, _) => Some(quote!(pub use #unknown as #name;)),
            (count, What::Layer) if !scope => {
                let name = format_ident!("{name}_{count}");
                Some(quote!(pub use #unknown as #name;))
            }
            _ => None,
        }
    });
    names.collect()
}
