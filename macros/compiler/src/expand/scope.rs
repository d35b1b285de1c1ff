//! What scopes do: one method for each combination of shapes that a scope is applied to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::axes;
use super::collection;
use super::docs;
use super::function::{Writer, application_name};
use super::interface::Interface;
use super::locals::Locals;
use super::names;
use super::tensor::value;
use super::tuple::tuple;
use crate::shape::{Function, Holder, Left, Member, Network, Scope};

/// The code of all scopes of a network, those inside before those around them.
pub(super) fn scopes(network: &Network, interface: &Interface) -> TokenStream {
    members(&network.members, interface)
}

fn members(members: &[Member], interface: &Interface) -> TokenStream {
    let scopes = members.iter().filter_map(|member| match member {
        Member::Scope(scope) => Some(scope),
        Member::Layer { .. } => None,
    });
    scopes.map(|scope| self::scope(scope, interface)).collect()
}

fn scope(scope: &Scope, interface: &Interface) -> TokenStream {
    let inner = members(&scope.members, interface);
    let path = path(&scope.holder, interface);
    let (generics, sizes) = interface.generics();
    let applications = scope.applications.iter().enumerate();
    let applications = applications.map(|(index, function)| application(index, function, interface));
    let collection = collection::scope(scope, &path, interface);
    quote! {
        #inner
        impl<#generics E: Dtype, D: Device<E>> #path<#sizes E, D> {
            #(#applications)*
        }
        #[doc(hidden)]
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>> Deref for #path<#sizes E, D> {
            type Target = InScopes;

            fn deref(&self) -> &InScopes {
                InScopes::HERE
            }
        }
        #collection
    }
}

/// The struct of a scope, named inside the block.
pub(super) fn path(holder: &Holder, interface: &Interface) -> TokenStream {
    beside(holder, &holder.name, interface)
}

/// The struct of this name, which is beside that of a scope.
pub(super) fn beside(holder: &Holder, name: &Ident, interface: &Interface) -> TokenStream {
    let module = interface.module();
    let around = holder.path.iter().map(names::module);
    let structure = names::structure(name);
    quote!(#module #(::#around)* ::#structure)
}

fn application(index: usize, function: &Function, interface: &Interface) -> TokenStream {
    let mut locals = Locals::default();
    let parameters = function.parameters.iter().map(|parameter| {
        let name = locals.borrowed(&parameter.value);
        let kind = value(&parameter.kind);
        quote!(#name: &#kind)
    });
    let parameters = parameters.collect::<Vec<_>>();
    let borrowed = function.borrowed.iter().map(|holder| {
        let name = locals.fresh(&holder.name.to_string(), holder.name.span());
        (holder.clone(), name)
    });
    let borrowed = borrowed.collect::<Vec<_>>();
    let (_, sizes) = interface.generics();
    let scopes = borrowed.iter().map(|(holder, name)| {
        let path = path(holder, interface);
        quote!(#name: &#path<#sizes E, D>)
    });
    let pass = locals.fresh("pass", Span::call_site());
    let writer = Writer { owner: quote!(self), pass: &pass, borrowed: &borrowed, generics: interface.generics() };
    let result = &function.result;
    let lines = writer.write_body(&function.statements, function.results(), &mut locals);
    let axes = axes::of_pass(&pass, &lines);
    let (mut results, mut kind) = (tuple(&locals.results(&[Left::new(result)])), value(&result.kind));
    if let Some(carried) = &function.carried {
        let kinds = carried.iter().map(|left| value(&left.kind));
        let carried = locals.results(carried);
        (results, kind) = (quote!((#results, (#(#carried,)*))), quote!((#kind, (#(#kinds,)*))));
    }
    let name = application_name(index);
    let doc = docs::line(&docs::application(function));
    quote! {
        #doc
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn #name<B: Dim>(
            &self,
            #(#parameters,)*
            #(#scopes,)*
            #pass: &mut Pass<E, D>,
        ) -> Result<#kind, D::Err> {
            #axes
            #lines
            Ok(#results)
        }
    }
}
