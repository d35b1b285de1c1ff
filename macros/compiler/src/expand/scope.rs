//! What scopes do: one method for each combination of shapes that a scope is applied to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::axes;
use super::collection;
use super::docs;
use super::forms::Forms;
use super::function::Writer;
use super::interface::Interface;
use super::locals::Locals;
use super::methods::Methods;
use super::names;
use super::tensor::value;
use super::tuple::tuple;
use crate::shape::{Function, Holder, Left, Member, Scope};

/// The code of all scopes among members that share their struct with no other, those inside before those around them.
pub(super) fn scopes(members: &[Member], forms: &Forms, methods: &Methods, interface: &Interface) -> TokenStream {
    let scopes = members.iter().filter_map(|member| match member {
        Member::Scope(scope) => Some(scope),
        Member::Layer { .. } => None,
    });
    let scopes = scopes.map(|scope| {
        let inner = self::scopes(&scope.members, forms, methods, interface);
        let own = forms.shared(&scope.holder).is_none().then(|| self::scope(scope, methods, interface));
        quote!(#inner #own)
    });
    scopes.collect()
}

fn scope(scope: &Scope, methods: &Methods, interface: &Interface) -> TokenStream {
    let path = path(&scope.holder, interface);
    let (generics, sizes) = interface.generics();
    let applications = scope.applications.iter().enumerate();
    let applications = applications.map(|(index, function)| {
        let name = methods.name(&scope.holder, index);
        Application::write(function, methods, interface).method(&name, &TokenStream::new())
    });
    let collection = collection::scope(scope, &path, interface);
    quote! {
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

/// The code of one method of a scope.
pub(super) struct Application {
    pub(super) doc: String,
    /// What it takes beside the scope.
    pub(super) parameters: TokenStream,
    /// What it gives.
    pub(super) result: TokenStream,
    pub(super) body: TokenStream,
}

impl Application {
    /// Writes an application of a scope to certain shapes.
    pub(super) fn write(function: &Function, methods: &Methods, interface: &Interface) -> Self {
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
        let generics = interface.generics();
        let writer = Writer { owner: quote!(self), pass: &pass, borrowed: &borrowed, generics, methods };
        let lines = writer.write_body(&function.statements, function.results(), &mut locals);
        let axes = axes::of_pass(&pass, &lines);
        let given = function.given().map(Left::new).collect::<Vec<_>>();
        let kinds = given.iter().map(|left| value(&left.kind)).collect::<Vec<_>>();
        let (mut results, mut kind) = (tuple(&locals.results(&given)), tuple(&kinds));
        if let Some(carried) = &function.carried {
            let kinds = carried.iter().map(|left| value(&left.kind));
            let carried = locals.results(carried);
            (results, kind) = (quote!((#results, (#(#carried,)*))), quote!((#kind, (#(#kinds,)*))));
        }
        Self {
            doc: docs::application(function),
            parameters: quote!(#(#parameters,)* #(#scopes,)* #pass: &mut Pass<E, D>,),
            result: kind,
            body: quote!(#axes #lines Ok(#results)),
        }
    }

    /// The method of this name, generic in the batch and in `sizes`.
    pub(super) fn method(&self, name: &Ident, sizes: &TokenStream) -> TokenStream {
        let Self { doc, parameters, result, body } = self;
        let doc = docs::line(doc);
        quote! {
            #doc
            ///
            /// # Errors
            /// The device's, mostly for want of memory.
            pub fn #name<B: Dim, #sizes>(&self, #parameters) -> Result<#result, D::Err> {
                #body
            }
        }
    }
}
