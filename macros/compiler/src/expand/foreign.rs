//! What the language does not have: how it is applied, where its types are written, and how a network is one itself.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::forward::run_for_outputs;
use super::function::Writer;
use super::interface::Interface;
use super::locals::Locals;
use super::names::located;
use super::size::{Place, Size};
use super::tensor::{batch, parts, sample, value, with_tape};
use crate::layer::foreign::{Stated, mentions};
use crate::layer::{Foreign, Struct, Type};
use crate::shape::{Member, Operand};

// Of what rustc finds wrong here, what is not stated belongs to the module, the function or the network. With the user's
// own spans, not just located there, rustc does not go on about the macro.

impl Writer<'_> {
    pub(super) fn foreign(
        &self,
        foreign: &Foreign,
        field: Option<&Ident>,
        operands: &[Operand],
        locals: &Locals,
    ) -> TokenStream {
        match foreign {
            Foreign::Module { kind, input, output } => self.module((field, kind), (input, operands), output, locals),
            Foreign::Own { kind, input, output } => self.own((field, kind), (input, operands), output.as_ref(), locals),
            Foreign::Network { path, inputs, output } => {
                self.network((field, path), (inputs, operands), output.as_ref(), locals)
            }
            Foreign::Generic { function, inputs, output } => self.generic(function, (inputs, operands), output, locals),
        }
    }

    /// A module, applied to tensors with a tape or without one.
    fn module(
        &self,
        (field, written): (Option<&Ident>, &TokenStream),
        (kind, operands): (&Type, &[Operand]),
        output: &Stated,
        locals: &Locals,
    ) -> TokenStream {
        let Self { owner, pass, .. } = self;
        let span = written.span();
        let module = Ident::new("module", span);
        let input = operands.iter().map(|operand| locals.reference(operand));
        let (shape, element) = parts(kind);
        let apply = quote_spanned!(span=> foreign::Layer::<#shape, #element, _, E, D>::apply);
        let applied = call(span, apply, quote!(#module, #(#input,)* #pass));
        let stated = stated("stated", output, Some(pass));
        quote! {{
            let #module = &#owner.#field;
            #applied #stated
        }}
    }

    /// A layer of the user's, which knows shapes per sample.
    fn own(
        &self,
        (field, written): (Option<&Ident>, &TokenStream),
        (kind, operands): (&Type, &[Operand]),
        output: Option<&Stated>,
        locals: &Locals,
    ) -> TokenStream {
        let Self { owner, pass, .. } = self;
        let span = written.span();
        let layer = Ident::new("layer", span);
        let input = operands.iter().map(|operand| locals.reference(operand));
        let shape = kind.shape().map(sample).unwrap_or_default();
        let apply = quote_spanned!(span=> own::Applied::<_, #shape, E, D, _>::apply);
        let itself = quote_spanned!(span=> own::Apply);
        let applied = call(span, apply, quote!(#itself, #layer, #(#input,)* #pass));
        let (at, as_stated) = match output {
            Some(output) => {
                let (span, shape) = (output.tokens.span(), sample(&output.shape));
                (span, quote_spanned!(span=> own::Stated::<#shape, _>::stated))
            }
            None => (span, quote_spanned!(span=> own::Kept::<#shape, _>::kept)),
        };
        let made = Ident::new("made", at);
        let given = call(at, as_stated, quote!(#made, #pass));
        quote! {{
            let #layer = &#owner.#field;
            #applied.map(|#made| #given)
        }}
    }

    /// Another network, run on the same pass.
    fn network(
        &self,
        (field, written): (Option<&Ident>, &TokenStream),
        (kinds, operands): (&[Type], &[Operand]),
        output: Option<&Stated>,
        locals: &Locals,
    ) -> TokenStream {
        let Self { owner, pass, .. } = self;
        let network = Ident::new("network", written.span());
        let inputs = operands.iter().map(|operand| locals.reference(operand));
        let kinds = kinds.iter().map(value);
        let nested = quote_spanned!(written.span()=> foreign::nested::<(#(&#kinds,)*), _, E, D>);
        let run = call(written.span(), nested, quote!(#network, (#(#inputs,)*), #pass));
        let stated = output.map(|output| stated("value", output, None));
        quote! {{
            let #network = &#owner.#field;
            #run #stated
        }}
    }

    /// A function that is generic over the tape, applied to tensors with one or without.
    fn generic(
        &self,
        written: &Path,
        (kinds, operands): (&[Type], &[Operand]),
        output: &Stated,
        locals: &Locals,
    ) -> TokenStream {
        let Self { pass, generics: (generics, sizes), .. } = self;
        // A function inside of another has to be told the generics of that.
        let told = (!sizes.is_empty()).then(|| quote!(::<#sizes _, _, _, _>));
        let function = Ident::new("function", written.span());
        let generic = Ident::new("T", written.span());
        let parameters = kinds.iter().map(|kind| with_tape(kind, &generic)).collect::<Vec<_>>();
        let mut inside = Locals::default();
        let names = operands.iter().map(|operand| inside.fresh(&operand.value.name.to_string(), written.span()));
        let names = names.collect::<Vec<_>>();
        let returned = with_tape(&Type::Sample(output.shape.clone()), &generic);
        let stated = stated("tensor", output, None);
        let given = Ident::new("output", written.span());
        let returned_by = quote_spanned!(written.span()=> foreign::Returned::<E, D, #generic>::returned);
        let returned_by = call(written.span(), returned_by, quote!(#given));
        let path = Size::path(written);
        // What rustc expects of the function is "due to" this type, which it shows.
        let expected = quote_spanned!(written.span()=> fn(#(#parameters),*) -> _);
        let values = operands.iter().map(|operand| locals.reference(operand)).collect::<Vec<_>>();
        let tape = inside.fresh("tape", Span::call_site());
        let taped = names.iter().enumerate().map(|(index, name)| match index {
            0 => quote!(PutTape::put_tape(#name, #tape)),
            _ => quote!(PutTape::put_tape(#name, OwnedTape::default())),
        });
        quote! {{
            fn applied<#generics B: Dim, E: Dtype, D: Device<E>, #generic: Tape<E, D> + Merge<#generic>>(
                #(#names: #parameters),*
            ) -> Result<#returned, D::Err> {
                let #function: #expected = #path;
                let #given = #function(#(#names),*);
                #returned_by #stated
            }
            foreign::apply(
                #pass,
                (#(#values,)*),
                |(#(#names,)*)| applied #told(#(#names),*),
                |#tape, (#(#names,)*)| applied #told(#(#taped),*),
            )
        }}
    }
}

/// A call that rustc points at as if it were the tokens of this span.
fn call(span: Span, function: TokenStream, arguments: TokenStream) -> TokenStream {
    let mut group = Group::new(Delimiter::Parenthesis, arguments);
    group.set_span(span);
    quote!(#function #group)
}

/// `.map(|output| foreign::Stated::<(B, Const<64>)>::stated(output, pass))`, where `stated` is the method for what
/// has an output.
fn stated(method: &str, output: &Stated, pass: Option<&Ident>) -> TokenStream {
    let shape = batch(&output.shape, &Place::Block);
    let (span, pass) = (output.tokens.span(), pass.into_iter());
    let method = Ident::new(method, span);
    let function = quote_spanned!(span=> foreign::Stated::<#shape>::#method);
    let output = Ident::new("output", span);
    let call = call(span, function, quote!(#output #(, #pass)*));
    quote!(.map(|#output| #call))
}

/// What makes a network of one output a layer of another.
pub(super) fn nested(interface: &Interface, left: usize) -> TokenStream {
    let [output] = interface.outputs.as_slice() else {
        return TokenStream::new();
    };
    // The sizes of a pass are those of the network around it.
    if output.name.is_some() || !interface.axes.is_empty() {
        return TokenStream::new();
    }
    let mut locals = Locals::default();
    let network = interface.network();
    let (generics, sizes) = interface.generics();
    let inputs = interface.inputs.iter().map(|(name, kind)| {
        let kind = value(kind);
        (locals.fresh(&name.to_string(), name.span()), quote!(&#kind))
    });
    let (names, kinds): (Vec<_>, Vec<_>) = inputs.unzip();
    let pass = locals.fresh("pass", Span::call_site());
    let shape = output.batch();
    let body = {
        let outputs = interface.output_locals(&mut locals);
        run_for_outputs(quote!(self, #(#names,)* #pass), &outputs, left)
    };
    quote! {
        impl<#generics B: Dim, E: Dtype, D: Device<E>> foreign::Nested<(#(#kinds,)*), E, D> for #network<#sizes E, D> {
            type Shape = #shape;

            fn nested(
                &self,
                (#(#names,)*): (#(#kinds,)*),
                #pass: &mut Pass<E, D>,
            ) -> Result<Value<Self::Shape, E, D>, D::Err> {
                // What is in here has no end point of the network around it.
                #pass.aside(|#pass| { #body })
            }
        }
    }
}

/// The module that names foreign types for the structs of scopes, which cannot see what the block sees.
pub(super) fn types(members: &[Member], interface: &Interface, runtime: &TokenStream) -> TokenStream {
    let mut types = Vec::new();
    gather(members, interface, &mut Vec::new(), &mut types);
    let on = has_own(members).then(|| quote!(pub use #runtime::expansion::own::On as on;));
    if types.is_empty() && on.is_none() {
        return TokenStream::new();
    }
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, unused_imports)]
        pub mod foreign_types {
            use super::super::*;
            #on
            #(#types)*
        }
    }
}

/// A layer of the user's as a field, for the element type and the device of the network. All of it has the span of what
/// was written: where that is no layer, rustc says so once, and there.
pub(super) fn on(kind: &TokenStream, module: Option<&Ident>) -> TokenStream {
    let span = kind.span();
    let module = module.map(|module| {
        let module = Ident::new(&module.to_string(), span);
        quote_spanned!(span=> #module::foreign_types::)
    });
    quote_spanned!(span=> #module on<#kind, E, D>)
}

/// A layer that the network is generic in as a field.
pub(super) fn part(kind: &TokenStream, runtime: &TokenStream) -> TokenStream {
    quote!(#runtime::expansion::own::Part<#kind, E, D>)
}

/// Whether there are layers of the user's.
fn has_own(members: &[Member]) -> bool {
    members.iter().any(|member| match member {
        Member::Scope(scope) => has_own(&scope.members),
        Member::Layer { variables, .. } => matches!(variables.holder, Struct::Own(_)),
    })
}

fn gather(members: &[Member], interface: &Interface, path: &mut Vec<Ident>, types: &mut Vec<TokenStream>) {
    for member in members {
        match member {
            Member::Scope(scope) => {
                path.push(scope.holder.name.clone());
                gather(&scope.members, interface, path, types);
                path.pop();
            }
            Member::Layer { name, variables, .. } => {
                let kind = match &variables.holder {
                    Struct::Foreign(kind) => kind.clone(),
                    Struct::Own(kind) if interface.is_part(kind) => continue,
                    Struct::Own(kind) => on(kind, None),
                    Struct::Runtime(_) | Struct::Shaped(_) => continue,
                };
                if !path.is_empty() {
                    let alias = alias(path, name);
                    let (generics, _) = interface.sizes();
                    let parameters = mentions(kind.clone());
                    let kind = moved(kind);
                    types.push(quote!(pub type #alias<#generics #(#parameters),*> = #kind;));
                }
            }
        }
    }
}

/// The name of the type of a layer in the scope of this path.
fn alias(path: &[Ident], layer: &Ident) -> Ident {
    let names = path.iter().chain([layer]).map(ToString::to_string).collect::<Vec<_>>();
    format_ident!("{}", names.join("__"), span = located(layer.span()))
}

/// The type of a foreign layer as a field of the struct of the scope of this path, or of the network.
pub(super) fn field(kind: &TokenStream, path: &[Ident], layer: &Ident, sizes: &TokenStream) -> TokenStream {
    let Some(depth) = path.len().checked_sub(1) else {
        return kind.clone();
    };
    let up = std::iter::repeat_n(quote!(super::), depth);
    let (alias, parameters) = (alias(path, layer), mentions(kind.clone()));
    quote!(#(#up)* foreign_types::#alias<#sizes #(#parameters),*>)
}

/// A type of the user's, written two modules further down.
fn moved(kind: TokenStream) -> TokenStream {
    let mut moved = TokenStream::new();
    let mut inside_path = false;
    for token in kind {
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self::moved(group.stream()));
                inner.set_span(group.span());
                moved.extend([TokenTree::Group(inner)]);
                inside_path = false;
            }
            TokenTree::Ident(ident) if !inside_path && (ident == "self" || ident == "super") => {
                let up = Ident::new("super", ident.span());
                moved.extend(quote!(#up::#up));
                if ident == "super" {
                    moved.extend(quote!(::#up));
                }
                inside_path = true;
            }
            TokenTree::Punct(punct) => {
                inside_path = punct.as_char() == ':' && (inside_path || punct.spacing() == Spacing::Joint);
                moved.extend([TokenTree::Punct(punct)]);
            }
            other => {
                moved.extend([other]);
                inside_path = false;
            }
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn relative_paths_are_written_anew() {
        for (written, moved) in [
            (quote!(MyBlock<64, E, D>), quote!(MyBlock<64, E, D>)),
            (quote!(self::MyBlock<E, D>), quote!(super::super::MyBlock<E, D>)),
            (quote!((super::A<E, D>, crate::super_::B)), quote!((super::super::super::A<E, D>, crate::super_::B))),
            (quote!(A<self::B<E, D>>), quote!(A<super::super::B<E, D>>)),
            (quote!(super::super::A), quote!(super::super::super::super::A)),
        ] {
            assert_eq!(super::moved(written).to_string(), moved.to_string());
        }
    }
}
