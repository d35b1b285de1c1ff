//! The structs: one for the network, one for each scope, with a field for whatever holds variables.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::docs::{self, Layers};
use super::field::{layer, shaped, sizes_of};
use super::foreign;
use super::forms::Forms;
use super::interface::Interface;
use super::names::{self, located};
use super::shared;
use super::size::Place;
use super::tensor::outside;
use crate::layer::{Initializers, Struct};
use crate::shape::{Dimension, Holder, Member, Network, Scope};
use crate::syntax::Part;

/// The struct of a network.
pub(super) fn structure(
    network: &Network,
    interface: &Interface,
    layers: &Layers,
    runtime: &TokenStream,
) -> TokenStream {
    let module = &interface.module;
    let place = Place::Module { runtime, depth: 0 };
    let fields = fields(&network.members, &quote!(#module), &place, &[], interface, runtime);
    self::network(interface, fields, layers, runtime)
}

/// The struct of a network with these fields.
pub(super) fn network(
    interface: &Interface,
    fields: TokenStream,
    layers: &Layers,
    runtime: &TokenStream,
) -> TokenStream {
    let Interface { attributes, visibility, name, passes, .. } = interface;
    let lines = layers.table.iter().cloned().chain(docs::network(interface)).collect::<Vec<_>>();
    let docs = docs::after(attributes, &lines);
    let picture = layers.picture();
    let (generics, _) = interface.generics_in(&Place::Module { runtime, depth: 0 });
    // Where rustc points at the struct or what it asks for, it points at the name of the network.
    let there = |tokens: &TokenStream| -> TokenStream {
        tokens
            .clone()
            .into_iter()
            .map(|mut token| {
                token.set_span(token.span().located_at(name.span()));
                token
            })
            .collect()
    };
    let runtime = there(runtime);
    quote_spanned! {located(name.span())=>
        #docs
        #picture
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        #visibility struct #name<
            #generics
            E: #runtime::expansion::DfdxDtype = f32,
            D: #runtime::expansion::DfdxDevice<E> = #runtime::expansion::Cpu,
        > {
            #fields
            #[doc(hidden)]
            #passes: #runtime::expansion::Passes,
        }
    }
}

/// The field of a network that its passes are made with: `passes`, unless something of the user's is called that.
pub(super) fn passes(members: &[Member]) -> Ident {
    free("passes", members)
}

/// A name for a field that is not among those of the user.
fn free(name: &str, members: &[Member]) -> Ident {
    let names = members.iter().map(|member| match member {
        Member::Layer { name, .. } => name,
        Member::Scope(scope) => scope.holder.field(None).name,
    });
    let mut name = name.to_owned();
    while names.clone().any(|taken| *taken == name) {
        name.push('_');
    }
    format_ident!("{name}", span = Span::call_site())
}

/// The module of a network: the structs of its scopes, the training passes, the outputs and the end points.
pub(super) fn module(
    network: &Network,
    forms: &Forms,
    interface: &Interface,
    end_points: &TokenStream,
    runtime: &TokenStream,
) -> TokenStream {
    let scopes = scopes(&network.members, 1, forms, interface, runtime);
    let alike = shared::module(forms, interface, runtime);
    let types = foreign::types(&network.members, interface, runtime);
    let scopes = quote!(#scopes #alike #types);
    let named = interface.outputs.iter().filter(|output| output.name.is_some());
    let constants = !interface.parts.is_empty() && !scopes.is_empty()
        || is_symbolic(&network.members, &interface.generics)
        || named.into_iter().any(|output| has_constant(output.shape.dimensions(), &interface.generics));
    self::wrap(interface, scopes, end_points, constants, runtime)
}

/// The module of a network with these scopes and end points in it.
pub(super) fn wrap(
    interface: &Interface,
    scopes: TokenStream,
    end_points: &TokenStream,
    constants: bool,
    runtime: &TokenStream,
) -> TokenStream {
    let Interface { visibility, name, module, .. } = interface;
    let begun = |name: &str, what: &str| pass(interface, name, what, runtime);
    let training =
        (!interface.losses.is_empty()).then(|| begun("Training", "A training pass of {}, one method for each loss."));
    let inference = begun("Inference", "An inference of {}, which towers may do.");
    let outputs = interface.is_named().then(|| outputs(interface, runtime));
    let scopes_named = (!scopes.is_empty()).then_some("its scopes");
    let training_named = training.is_some().then_some("its training passes");
    let outputs_named = outputs.is_some().then_some("its outputs");
    let parts = [scopes_named, training_named, outputs_named, Some("its end points")];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
    let doc = docs::line(&format!("What belongs to [`{name}`]: {}.", parts.join(", ")));
    let import = constants.then(|| {
        quote!(
            use super::*;
        )
    });
    quote! {
        #doc
        #visibility mod #module {
            #import
            #scopes
            #training
            #inference
            #outputs
            #end_points
        }
    }
}

/// The struct of a pass that is begun, and the line about it, in which the network's name stands for `{}`.
fn pass(interface: &Interface, begun: &str, line: &str, runtime: &TokenStream) -> TokenStream {
    let name = interface.name;
    let begun = Ident::new(begun, name.span());
    let doc = docs::line(&line.replace("{}", &format!("[`{name}`](super::{name})")));
    // Where rustc misses a loss in it, it points at the name of the network.
    quote_spanned! {located(name.span())=>
        #doc
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        pub struct #begun<'n, N> {
            pub(super) network: &'n N,
            pub(super) settings: #runtime::expansion::Settings,
        }
    }
}

fn outputs(interface: &Interface, runtime: &TokenStream) -> TokenStream {
    let name = interface.name;
    let (generics, _) = interface.sizes();
    let place = Place::Module { runtime, depth: 1 };
    let fields = interface.outputs.iter().filter_map(|output| {
        let name = output.name.as_ref()?;
        let doc = docs::line(&format!("`{}`", output.shape));
        let batch = outside(&output.shape, &place);
        Some(quote! {
            #doc
            pub #name: #runtime::expansion::Tensor<#batch, E, D, T>,
        })
    });
    let doc = docs::line(&format!("The outputs of [`{name}`](super::{name})."));
    quote! {
        #doc
        ///
        /// With dfdx's own way of training, the first of them carries the tape, and the tapes of the others
        /// are empty.
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        pub struct Outputs<
            #generics
            B: #runtime::expansion::Dim,
            E: #runtime::expansion::DfdxDtype,
            D: #runtime::expansion::DfdxDevice<E>,
            T = #runtime::expansion::NoneTape,
        > {
            #(#fields)*
        }
    }
}

fn scopes(
    members: &[Member],
    depth: usize,
    forms: &Forms,
    interface: &Interface,
    runtime: &TokenStream,
) -> TokenStream {
    let scopes = members.iter().filter_map(|member| match member {
        Member::Scope(scope) => Some(scope),
        Member::Layer { .. } => None,
    });
    let scopes = scopes.map(|scope| {
        let row = scope.holder.row.as_ref().filter(|row| row.index == 0);
        let row = row.map(|row| self::row(&row.name, members, depth, interface, runtime));
        let scope = self::scope(scope, depth, forms, interface, runtime);
        quote!(#row #scope)
    });
    scopes.collect()
}

/// The struct of a `repeat` with an index: its scopes, a type each.
fn row(name: &Ident, members: &[Member], depth: usize, interface: &Interface, runtime: &TokenStream) -> TokenStream {
    let structure = names::structure(name);
    let (generics, own) = interface.generics_in(&Place::Module { runtime, depth });
    let fields = scopes_of(name, members).map(|holder| {
        let doc = docs::line(&format!("The scope `{}`.", holder.field(None).key().replace('.', "/")));
        let structure = names::structure(&holder.name);
        quote!(#doc pub #structure<#own E, D>,)
    });
    let doc = docs::line(&format!("The scopes of the `repeat` called `{name}`."));
    quote_spanned! {located(name.span())=>
        #doc
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        pub struct #structure<#generics E: #runtime::expansion::DfdxDtype, D: #runtime::expansion::DfdxDevice<E>>(
            #(#fields)*
        );
    }
}

/// The scopes of the `repeat` with an index that has this name.
pub(super) fn scopes_of<'a>(name: &'a Ident, members: &'a [Member]) -> impl Iterator<Item = &'a Holder> {
    members.iter().filter_map(move |member| match member {
        Member::Scope(scope) => scope.holder.row.as_ref().filter(|row| row.name == *name).map(|_| &scope.holder),
        Member::Layer { .. } => None,
    })
}

fn scope(scope: &Scope, depth: usize, forms: &Forms, interface: &Interface, runtime: &TokenStream) -> TokenStream {
    let Scope { holder, attributes, members, .. } = scope;
    let structure = names::structure(&holder.name);
    let module = names::module(&holder.name);
    let place = Place::Module { runtime, depth };
    let path = holder.path.iter().chain([&holder.name]).cloned().collect::<Vec<_>>();
    let inner = scopes(members, depth + 1, forms, interface, runtime);
    let inner = (!inner.is_empty()).then(|| {
        let doc = docs::line(&format!("The scopes inside of [`{structure}`]."));
        let import = (!interface.parts.is_empty() || is_symbolic(members, &interface.generics)).then(|| {
            quote!(
                use super::*;
            )
        });
        quote! {
            #doc
            pub mod #module {
                #import
                #inner
            }
        }
    });
    if let Some(alias) = shared::alias(scope, depth, forms) {
        return quote!(#alias #inner);
    }
    let (generics, _) = interface.generics_in(&place);
    let fields = fields(members, &quote!(#module), &place, &path, interface, runtime);
    let docs = docs::after(attributes, &[docs::variables(scope)]);
    let structure = quote_spanned! {located(holder.name.span())=>
        #docs
        #[derive(#runtime::expansion::Clone, #runtime::expansion::Debug)]
        pub struct #structure<#generics E: #runtime::expansion::DfdxDtype, D: #runtime::expansion::DfdxDevice<E>> {
            #fields
        }
    };
    quote!(#structure #inner)
}

/// The fields of the struct of the scope of this path, whose scopes are in `module`.
fn fields(
    members: &[Member],
    module: &TokenStream,
    place: &Place,
    path: &[Ident],
    interface: &Interface,
    runtime: &TokenStream,
) -> TokenStream {
    let ((_, own), (_, sizes)) = (interface.generics(), interface.sizes());
    if members.is_empty() {
        return empty(&interface.parts, runtime);
    }
    // The scopes of a scope are in its module, beside it; those of a network are, too.
    let fields = members.iter().filter_map(|member| match member {
        Member::Layer { name, variables, description } => {
            let kind = match &variables.holder {
                Struct::Runtime(holder) => layer(holder, sizes_of(variables, place), variables, place, runtime),
                Struct::Shaped(holder) => shaped(holder, sizes_of(variables, place), variables, place, runtime),
                Struct::Foreign(kind) => foreign::field(kind, path, name, &sizes),
                Struct::Own(kind) if interface.is_part(kind) => foreign::part(kind, runtime),
                Struct::Own(kind) => foreign::field(&foreign::on(kind, Some(&interface.module)), path, name, &sizes),
            };
            let doc = docs::line(&format!("{description}."));
            Some(quote!(#doc pub #name: #kind,))
        }
        Member::Scope(scope) if scope.holder.row.is_some() => {
            let row = scope.holder.row.as_ref().filter(|row| row.index == 0)?;
            let (name, structure) = (&row.name, names::structure(&row.name));
            let last = scopes_of(name, members).count().saturating_sub(1);
            let doc = docs::line(&format!("The scopes `{name}/0` to `{name}/{last}`."));
            Some(quote!(#doc pub #name: #module::#structure<#own E, D>,))
        }
        Member::Scope(scope) => {
            let name = &scope.holder.name;
            let structure = names::structure(name);
            Some(match scope.count {
                None => {
                    let doc = docs::line(&format!("The scope `{name}`."));
                    quote!(#doc pub #name: #module::#structure<#own E, D>,)
                }
                Some(count) => {
                    let doc = docs::line(&format!("The scopes `{name}/0` to `{name}/{}`.", count.saturating_sub(1)));
                    let count = Literal::usize_unsuffixed(count);
                    quote!(#doc pub #name: [#module::#structure<#own E, D>; #count],)
                }
            })
        }
    });
    let marker = is_marked(members, &interface.parts).then(|| marked(members, &interface.parts, runtime));
    fields.chain(marker).collect()
}

/// The field of a struct without variables, for whose sake it has an element type and a device.
pub(super) fn empty(parts: &[Part], runtime: &TokenStream) -> TokenStream {
    marked(&[], parts, runtime)
}

/// A field for the sake of all type parameters.
fn marked(members: &[Member], parts: &[Part], runtime: &TokenStream) -> TokenStream {
    let (marker, names) = (marker(members), parts.iter().map(|part| &part.name));
    quote! {
        #[doc(hidden)]
        pub #marker: #runtime::expansion::PhantomData<(#(#names,)* E, D)>,
    }
}

/// Whether the struct with these members has a field for the sake of its type parameters: it has no variables, or does not
/// apply all layers that the network is generic in.
pub(super) fn is_marked(members: &[Member], parts: &[Part]) -> bool {
    // A scope has all parameters.
    let has_scopes = members.iter().any(|member| matches!(member, Member::Scope(_)));
    let applies = |part: &Part| {
        members.iter().any(|member| match member {
            Member::Layer { variables, .. } => match &variables.holder {
                Struct::Own(kind) => part.name == kind.to_string(),
                Struct::Foreign(_) | Struct::Runtime(_) | Struct::Shaped(_) => false,
            },
            Member::Scope(_) => false,
        })
    };
    members.is_empty() || !has_scopes && !parts.iter().all(applies)
}

/// The name of that field: `marker`, unless something of the user's is called that.
pub(super) fn marker(members: &[Member]) -> Ident {
    free("marker", members)
}

/// Whether the scopes in there need `const` items of the user.
fn is_symbolic(members: &[Member], generics: &[Ident]) -> bool {
    let scopes = members.iter().filter_map(|member| match member {
        Member::Scope(scope) => Some(scope),
        Member::Layer { .. } => None,
    });
    scopes.into_iter().any(|scope| {
        let own = scope.members.iter().any(|member| match member {
            Member::Layer { variables, .. } => {
                let mut initializers = variables.initializers.iter().flat_map(Initializers::constants);
                has_constant(&variables.dimensions, generics) || initializers.next().is_some()
            }
            Member::Scope(_) => false,
        });
        own || is_symbolic(&scope.members, generics)
    })
}

/// Whether there are `const` items of the user in them.
pub(super) fn has_constant(dimensions: &[Dimension], generics: &[Ident]) -> bool {
    let mut constants = dimensions.iter().flat_map(Dimension::constants);
    constants.any(|path| path.get_ident().is_none_or(|name| !generics.contains(name)))
}
