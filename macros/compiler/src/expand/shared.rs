//! The structs that scopes share, in a module of their own, and the names that scopes have for them.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::alike::{self, Slot};
use super::docs;
use super::field::{layer, shaped};
use super::forms::{Form, Forms};
use super::interface::Interface;
use super::names::{self, located};
use super::size::Place;
use super::structure::empty;
use crate::layer::Struct;
use crate::shape::{Member, Scope};

/// What a scope calls the struct that it shares, if it does, this many modules below the block of the user.
pub(super) fn alias(scope: &Scope, depth: usize, forms: &Forms) -> Option<TokenStream> {
    let shared = forms.shared(&scope.holder)?;
    let (alike, form) = (&forms.module, &forms.form(shared)?.name);
    let docs = docs::after(&scope.attributes, &docs::fields(scope));
    let up = std::iter::repeat_n(quote!(super::), depth.saturating_sub(1));
    let sizes = shared.sizes.iter().map(|size| Literal::usize_unsuffixed(*size));
    let name = names::structure(&scope.holder.name);
    // Nothing needs the name inside of a struct that is shared.
    Some(quote! {
        #docs
        #[allow(dead_code)]
        pub type #name<E, D> = #(#up)* #alike::#form<#(#sizes,)* E, D>;
    })
}

/// The module of the structs that scopes share, if there are any.
pub(super) fn module(forms: &Forms, interface: &Interface, runtime: &TokenStream) -> Option<TokenStream> {
    let (module, network) = (&forms.module, interface.name);
    let structures = forms.forms.iter().map(|form| structure(form, forms, runtime));
    let doc = docs::line(&format!("What scopes of [`{network}`](super::{network}) are that differ in sizes alone."));
    (!forms.forms.is_empty()).then(|| {
        quote! {
            #doc
            pub mod #module {
                #(#structures)*
            }
        }
    })
}

/// The struct that scopes share.
fn structure(form: &Form, forms: &Forms, runtime: &TokenStream) -> Option<TokenStream> {
    let first = *form.scopes.first()?;
    let place = Place::Module { runtime, depth: 2 };
    let mut slots = form.slots.iter();
    let fields = first.members.iter().filter_map(|member| match member {
        Member::Layer { name, variables, description } => {
            let sizes = slots.by_ref().take(variables.dimensions.len()).map(Slot::to_token_stream);
            let kind = match &variables.holder {
                Struct::Runtime(holder) => layer(holder, sizes, variables, &place, runtime),
                Struct::Shaped(holder) => shaped(holder, sizes, variables, &place, runtime),
                // No struct that is the user's own is shared.
                Struct::Foreign(_) | Struct::Own(_) => return None,
            };
            let doc = docs::line(&format!("In the first: {description}."));
            Some(quote!(#doc pub #name: #kind,))
        }
        Member::Scope(scope) => {
            let (name, inner) = (&scope.holder.name, forms.shared(&scope.holder)?);
            let (structure, sizes) = (&forms.form(inner)?.name, slots.by_ref().take(inner.sizes.len()));
            let kind = quote!(#structure<#(#sizes,)* E, D>);
            let (doc, kind) = match scope.count {
                None => (format!("The scope `{name}` in it."), kind),
                Some(count) => {
                    let last = count.saturating_sub(1);
                    let count = Literal::usize_unsuffixed(count);
                    (format!("The scopes `{name}/0` to `{name}/{last}` in it."), quote!([#kind; #count]))
                }
            };
            let doc = docs::line(&doc);
            Some(quote!(#doc pub #name: #kind,))
        }
    });
    let fields = fields.collect::<TokenStream>();
    let marker = first.members.is_empty().then(|| empty(&[], runtime));
    let (name, parameters) = (&form.name, alike::parameters(form.parameters()));
    let docs = docs::after(&[], &[docs::shared(form)]);
    // Where rustc points at the struct, it points at the first scope.
    Some(quote_spanned! {located(first.holder.name.span())=>
        #docs
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        pub struct #name<#parameters E: #runtime::expansion::DfdxDtype, D: #runtime::expansion::DfdxDevice<E>> {
            #fields
            #marker
        }
    })
}
