//! The traits of a layer.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::Holder;
use super::fields::{Field, What};
use crate::expand::tuple::nested;

/// The most that dfdx visits in one tuple.
const TUPLE: usize = 6;

pub(super) fn expand(holder: &Holder) -> TokenStream {
    let names = Names::of(holder);
    let visit = visit(holder, &names, &names.part, Some(quote!(held)));
    let traits = traits(holder, &names, &visit);
    let own = visit_own(holder, &names);
    quote!(#traits #own)
}

/// The same of a struct with errors, and of traits that are not derived: what is not called, since the program is not compiled.
pub(super) fn outline(holder: &Holder, missing: &[&str]) -> TokenStream {
    let names = Names::of(holder);
    let runtime = &holder.runtime;
    let body = quote!(#runtime::expansion::unreachable_after_error());
    let traits = traits(holder, &names, &body);
    let collection = collection(holder, &names, &body);
    let (generics, own) = (generics(holder, &names), applied(holder, holder.parameters.types.as_ref()));
    let underived = missing.iter().map(|missing| match *missing {
        "Clone" => quote! {
            impl<#generics> ::core::clone::Clone for #own {
                fn clone(&self) -> Self {
                    #body
                }
            }
        },
        _ => quote! {
            impl<#generics> ::core::fmt::Debug for #own {
                fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #body
                }
            }
        },
    });
    let underived = underived.collect::<TokenStream>();
    quote!(#traits #collection #underived)
}

/// The parameters of the struct, as its traits have them.
fn generics(holder: &Holder, names: &Names) -> TokenStream {
    let (expansion, constants) = (&names.expansion, &holder.parameters.constants);
    match &holder.parameters.types {
        Some([element, device]) => {
            quote!(#(#constants)* #element: #expansion::DfdxDtype, #device: #expansion::DfdxDevice<#element>,)
        }
        None => quote!(#(#constants)*),
    }
}

/// What generated code calls things.
struct Names {
    /// `::netweave::own::expansion`
    expansion: TokenStream,
    /// The element type and the device of another such layer.
    others: [Ident; 2],
    /// The struct for those.
    other: TokenStream,
    /// A part of a network that is generic in the layer, for those.
    part: TokenStream,
}

impl Names {
    fn of(holder: &Holder) -> Self {
        let runtime = &holder.runtime;
        let expansion = quote!(#runtime::own::expansion);
        let others = ["E2", "D2"].map(|name| Ident::new(&format!("__{name}"), Span::mixed_site()));
        let other = applied(holder, Some(&others));
        let [e, d] = &others;
        Self { part: quote!(#expansion::Part<Self, #e, #d>), expansion, others, other }
    }
}

/// The struct with an element type and a device, if it has any.
fn applied(holder: &Holder, types: Option<&[Ident; 2]>) -> TokenStream {
    let (name, constants) = (&holder.name, &holder.parameters.names);
    match (&holder.parameters.types, types) {
        (Some(_), Some([e, d])) => quote!(#name<#(#constants,)* #e, #d>),
        _ => quote!(#name<#(#constants,)*>),
    }
}

/// `Layer` and `BuildOnDevice`.
fn traits(holder: &Holder, names: &Names, visit: &TokenStream) -> TokenStream {
    let Names { expansion, others: [e, d], other, part } = names;
    let runtime = &holder.runtime;
    let own = applied(holder, holder.parameters.types.as_ref());
    let generics = generics(holder, names);
    let held = holder.fields.iter().filter_map(|field| held(field, expansion));
    quote! {
        impl<#generics> #runtime::own::Layer for #own {
            type On<#e: #expansion::DfdxDtype, #d: #expansion::DfdxDevice<#e>> = #other;

            const HELD: &'static [#expansion::Held] = &[#(#held),*];

            fn visit<
                #e: #runtime::own::Dtype,
                #d: #expansion::DfdxDevice<#e>,
                __V: #expansion::ModuleVisitor<#part, #e, #d>,
            >(
                visitor: &mut __V,
            ) -> #expansion::Result<#expansion::Option<#expansion::Part<Self, __V::E2, __V::D2>>, __V::Err> {
                #visit
            }
        }

        impl<#generics #e: #runtime::own::Dtype, #d: #expansion::DfdxDevice<#e>> #expansion::BuildOnDevice<#d, #e>
            for #own
        {
            type Built = #other;
        }
    }
}

/// `Held::variable("scale", elements::<Rank1<C>>(), Kinds::WEIGHTS)`
fn held(field: &Field, expansion: &TokenStream) -> Option<TokenStream> {
    let Field { name, what } = field;
    let text = name.to_string();
    Some(match what {
        What::Variable { shape, said } => {
            let kind = said.kind(name);
            quote!(#expansion::Held::variable(#text, #expansion::elements::<#shape>(), #expansion::Kinds::#kind))
        }
        What::Layer(kind) => quote!(#expansion::Held::layer(#text, #expansion::inside::<#kind>())),
        What::Marker => return None,
    })
}

/// `TensorCollection` for the struct itself.
fn visit_own(holder: &Holder, names: &Names) -> TokenStream {
    let body = visit(holder, names, &quote!(Self), None);
    collection(holder, names, &body)
}

fn collection(holder: &Holder, names: &Names, body: &TokenStream) -> TokenStream {
    let Names { expansion, others, .. } = names;
    let runtime = &holder.runtime;
    let constants = &holder.parameters.constants;
    let [e, d] = holder.parameters.types.as_ref().unwrap_or(others);
    let [e2, d2] = ["__E3", "__D3"].map(|name| Ident::new(name, Span::mixed_site()));
    let own = applied(holder, Some(&[e.clone(), d.clone()]));
    let to = applied(holder, Some(&[e2.clone(), d2.clone()]));
    quote! {
        impl<#(#constants)* #e: #runtime::own::Dtype, #d: #expansion::DfdxDevice<#e>>
            #expansion::TensorCollection<#e, #d> for #own
        {
            type To<#e2: #expansion::DfdxDtype, #d2: #expansion::DfdxDevice<#e2>> = #to;

            fn iter_tensors<__V: #expansion::ModuleVisitor<Self, #e, #d>>(
                visitor: &mut __V,
            ) -> #expansion::Result<#expansion::Option<Self::To<__V::E2, __V::D2>>, __V::Err> {
                #body
            }
        }
    }
}

/// Visits the fields of the struct, in `held` of a part if there is one.
fn visit(holder: &Holder, names: &Names, visited: &TokenStream, held: Option<TokenStream>) -> TokenStream {
    let Names { expansion, others, .. } = names;
    let [e, d] = match held {
        Some(_) => others,
        None => holder.parameters.types.as_ref().unwrap_or(others),
    };
    let through = held.as_ref().map(|held| quote!(.#held));
    let (mut parts, mut locals, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for Field { name, what } in &holder.fields {
        let text = name.to_string();
        let get = quote!(|s| &s #through.#name, |s| &mut s #through.#name);
        let collection = quote!(<#visited as #expansion::TensorCollection<#e, #d>>);
        match what {
            What::Variable { said, .. } => {
                let initializer = said.initializer(&holder.runtime);
                let fill = quote!(|variable| #expansion::fill::<#initializer, _, _, _>(variable));
                parts.push(quote!(#collection::tensor(#text, #get, #expansion::TensorOptions::reset_with(#fill))));
            }
            What::Layer(_) => parts.push(quote!(#collection::module(#text, #get))),
            What::Marker => {
                values.push(quote!(#name: #expansion::Nothing));
                continue;
            }
        }
        let local = Ident::new(&text, name.span().resolved_at(Span::mixed_site()));
        values.push(quote!(#name: #local));
        locals.push(local.to_token_stream());
    }
    let (parts, pattern) = (nested(&parts, TUPLE), nested(&locals, TUPLE));
    let name = &holder.name;
    let built = quote!(#name { #(#values),* });
    let built = match held {
        Some(held) => quote!(#expansion::Part { #held: #built }),
        None => built,
    };
    quote!(visitor.visit_fields(#parts, |#pattern| #built))
}
