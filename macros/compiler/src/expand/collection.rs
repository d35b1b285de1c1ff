//! `TensorCollection`: the variables by name, in order of writing.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::alike;
use super::forms::Form;
use super::interface::Interface;
use super::locals::Locals;
use super::names;
use super::scope::beside;
use super::structure::{is_marked, marker, scopes_of};
use super::tuple::nested;
use crate::shape::{Member, Scope};

/// The most that dfdx visits in one tuple.
const TUPLE: usize = 6;

/// `TensorCollection` for the struct of a scope.
pub(super) fn scope(scope: &Scope, path: &TokenStream, interface: &Interface) -> TokenStream {
    implementation(&scope.members, path, interface, interface.generics(), Own::default())
}

/// `TensorCollection` for a struct that scopes share.
pub(super) fn form(form: &Form, path: &TokenStream, interface: &Interface) -> TokenStream {
    let members = form.scopes.first().map(|first| first.members.as_slice()).unwrap_or_default();
    let names = form.parameters().map(alike::parameter);
    implementation(
        members,
        path,
        interface,
        (alike::parameters(form.parameters()), quote!(#(#names,)*)),
        Own::default(),
    )
}

/// `TensorCollection`, `BuildOnDevice` and `Network` for a network.
pub(super) fn network(
    members: &[Member],
    interface: &Interface,
    structure: &TokenStream,
    fits: &TokenStream,
) -> TokenStream {
    let (path, passes) = (interface.network(), &interface.passes);
    let own = Own { before: fits.clone(), fields: quote!(#passes: Default::default(),) };
    let collection = implementation(members, &path, interface, interface.generics(), own);
    let traits = traits(interface, structure);
    quote!(#collection #traits)
}

/// The traits that say what a network is, without its variables.
pub(super) fn traits(interface: &Interface, structure: &TokenStream) -> TokenStream {
    let (path, passes) = (interface.network(), &interface.passes);
    let (generics, sizes) = interface.generics();
    let name = interface.name.to_string();
    let network = quote! {
        impl<#generics E: Dtype, D: Device<E>> Network for #path<#sizes E, D> {
            type Dtype = E;
            type Device = D;
            const NAME: &'static str = #name;
            #structure

            fn passes(&self) -> &Passes {
                &self.#passes
            }
        }
    };
    let network = names::headed(interface.name, network);
    quote! {
        impl<#generics E: DfdxDtype, D: DfdxDevice<E>, E2: Dtype, D2: DfdxDevice<E2>> BuildOnDevice<D2, E2> for #path<#sizes E, D> {
            type Built = #path<#sizes E2, D2>;
        }
        #network
        #[doc(hidden)]
        impl<#generics E: Dtype, D: Device<E>> Deref for #path<#sizes E, D> {
            type Target = <D as Told>::Words;

            fn deref(&self) -> &InNetworks {
                InNetworks::HERE
            }
        }
    }
}

/// A field of a struct.
struct Field<'a> {
    name: &'a Ident,
    modules: Modules,
}

/// What a field holds.
enum Modules {
    One,
    Array(usize),
    /// A struct without names, at this path.
    Row(usize, TokenStream),
}

fn fields<'a>(members: &'a [Member], interface: &Interface) -> Vec<Field<'a>> {
    let fields = members.iter().filter_map(|member| match member {
        Member::Layer { name, .. } => Some(Field { name, modules: Modules::One }),
        Member::Scope(scope) => Some(match (&scope.holder.row, scope.count) {
            (Some(row), _) => {
                let first = (row.index == 0).then_some(&row.name)?;
                let path = beside(&scope.holder, first, interface);
                Field { name: first, modules: Modules::Row(scopes_of(first, members).count(), path) }
            }
            (None, Some(count)) => Field { name: &scope.holder.name, modules: Modules::Array(count) },
            (None, None) => Field { name: &scope.holder.name, modules: Modules::One },
        }),
    });
    fields.collect()
}

impl Field<'_> {
    /// What is visited: the field, or each element under a name of its own.
    fn visited(&self) -> Vec<TokenStream> {
        let Self { name, modules } = self;
        let visit = |text: String, place: TokenStream| quote!(Self::module(#text, |s| &s.#place, |s| &mut s.#place));
        let element = |index: usize| (format!("{name}.{index}"), Literal::usize_unsuffixed(index));
        match modules {
            Modules::One => vec![visit(name.to_string(), quote!(#name))],
            Modules::Array(count) => {
                let elements = (0..*count).map(element);
                elements.map(|(text, index)| visit(text, quote!(#name[#index]))).collect()
            }
            Modules::Row(count, _) => {
                let elements = (0..*count).map(element);
                elements.map(|(text, index)| visit(text, quote!(#name.#index))).collect()
            }
        }
    }

    /// The locals that hold what was visited.
    fn built(&self, locals: &mut Locals) -> Vec<Ident> {
        let Self { name, modules } = self;
        match modules {
            Modules::One => vec![locals.fresh(&name.to_string(), name.span())],
            Modules::Array(count) | Modules::Row(count, _) => {
                let elements = (0..*count).map(|index| locals.fresh(&format!("{name}_{index}"), name.span()));
                elements.collect()
            }
        }
    }
}

/// What the struct of a network has beside its fields for variables.
#[derive(Default)]
struct Own {
    /// What the method begins with.
    before: TokenStream,
    /// Fields with their values.
    fields: TokenStream,
}

/// The trait.
fn implementation(
    members: &[Member],
    path: &TokenStream,
    interface: &Interface,
    generics: (TokenStream, TokenStream),
    own: Own,
) -> TokenStream {
    let fields = fields(members, interface);
    let visited = nested(&fields.iter().flat_map(Field::visited).collect::<Vec<_>>(), TUPLE);
    let mut locals = Locals::default();
    let built = fields.iter().map(|field| field.built(&mut locals)).collect::<Vec<_>>();
    let pattern = nested(&built.iter().flatten().collect::<Vec<_>>(), TUPLE);
    let values = fields.iter().zip(&built).map(|(Field { name, modules }, built)| {
        let text = name.to_string();
        match (modules, built.as_slice()) {
            (Modules::One, [local]) if *local == text => quote!(#local),
            (Modules::One, built) => quote!(#name: #(#built)*),
            (Modules::Array(_), built) => quote!(#name: [#(#built),*]),
            (Modules::Row(_, path), built) => quote!(#name: #path(#(#built),*)),
        }
    });
    let marker = is_marked(members, &interface.parts).then(|| {
        let marker = marker(members);
        quote!(#marker: PhantomData,)
    });
    let Own { before, fields: own } = own;
    let visit = quote!(visitor.visit_fields(#visited, |#pattern| #path { #(#values,)* #marker #own }));
    let (generics, sizes) = generics;
    let body = quote!(#before #visit);
    quote! {
        impl<#generics E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for #path<#sizes E, D> {
            type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = #path<#sizes E2, D2>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                #body
            }
        }
    }
}
