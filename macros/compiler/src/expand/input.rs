//! What the methods of a network take: one trait for each input and target.
//!
//! Each stands for the shapes of batches of one shape. It is there for what rustc says of any other shape.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::interface::{Interface, Loss};
use super::locals::Locals;
use super::names;
use super::size::Size;
use super::tensor::{parts, sample_outside, tensor, value};
use crate::layer::Type;
use crate::layer::foreign::complete;
use crate::shape::{Dimension, Shape};

/// The words that the names of the traits begin with.
pub(super) const PREFIXES: [&str; 2] = ["Input", "Target"];

/// A parameter of a method.
pub(super) struct Parameter {
    /// As it was written.
    pub(super) name: Ident,
    pub(super) local: Ident,
    /// The trait that it is of.
    bound: Ident,
    /// The const generics of the network as arguments.
    sizes: TokenStream,
    kind: Type,
}

impl Parameter {
    /// `image: impl Given<Shape: InputImage<Batch: OfBatch<B, ..>>, Dtype: OfDtype<E, ..>, Device: OnDevice<D, ..>>`
    pub(super) fn declared(&self) -> TokenStream {
        let Self { local, bound, sizes, .. } = self;
        if let Type::Critic(critic) = &self.kind {
            let mut network = critic.network.clone();
            complete(&mut network);
            let network = Size::path(&network);
            return quote!(#local: &#network);
        }
        let (_, element) = parts(&self.kind);
        let given = quote_spanned! {bound.span()=>
            impl Given<
                Shape: #bound<#sizes Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<#element, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >
        };
        quote!(#local: #given)
    }

    /// `let image: &Tensor<(B, Const<8>), E, D> = image.given();`
    pub(super) fn given(&self) -> Option<TokenStream> {
        let (local, tensor) = (&self.local, tensor(&self.kind));
        (!self.is_critic()).then(|| quote!(let #local: &#tensor = #local.given();))
    }

    /// `let image: &Tensor<(B, Const<8>), E, D> = &rehearsal.batch()?;`
    pub(super) fn made(&self, rehearsal: &Ident) -> TokenStream {
        let (local, tensor) = (&self.local, tensor(&self.kind));
        if self.has_axes() {
            let (shape, _) = parts(&self.kind);
            return quote!(let #local: &#tensor = &#rehearsal.outside::<#shape, _, _>()?;);
        }
        quote!(let #local: &#tensor = &#rehearsal.batch()?;)
    }

    /// Whether the size of one of its axes is known when the network runs.
    fn has_axes(&self) -> bool {
        self.kind.shape().is_some_and(|shape| shape.axis().is_some())
    }

    /// Its name, what it is, and a reference to it.
    pub(super) fn found(&self) -> (&Ident, &Type, &Ident) {
        (&self.name, &self.kind, &self.local)
    }

    /// Whether it is a network, and a reference already.
    pub(super) fn is_critic(&self) -> bool {
        matches!(self.kind, Type::Critic(_))
    }

    /// `let image = pass.input("image", image)?;`
    pub(super) fn received(&self, pass: &Ident) -> Option<TokenStream> {
        let Self { name, local, kind, .. } = self;
        let text = name.to_string();
        let input = entrance("input", kind);
        let entered = quote!(#pass.#input(#text, #local)?);
        (!self.is_critic()).then(|| within(local, kind, entered))
    }
}

/// `let image = ..;`, of a value that has come into a pass; its axes have types of their own in there.
pub(super) fn within(local: &Ident, kind: &Type, entered: TokenStream) -> TokenStream {
    if kind.shape().is_none_or(|shape| shape.axis().is_none()) {
        return quote!(let #local = #entered;);
    }
    let value = value(kind);
    quote!(let #local: #value = shape::assume(&#entered);)
}

/// The inputs of a network as parameters.
pub(super) fn inputs(interface: &Interface, locals: &mut Locals) -> Vec<Parameter> {
    parameters(&interface.inputs, input, interface, locals)
}

/// The targets of a loss as parameters.
pub(super) fn targets(loss: &Loss, interface: &Interface, locals: &mut Locals) -> Vec<Parameter> {
    parameters(&loss.targets, |name| target(loss, name), interface, locals)
}

/// The method of a pass that takes in a value of this type.
pub(super) fn entrance(method: &str, kind: &Type) -> Ident {
    match kind {
        Type::Indices(_) => format_ident!("{method}_indices"),
        Type::Sample(_) | Type::Variable(_) | Type::Loss | Type::Critic(_) => format_ident!("{method}"),
    }
}

/// Compares the batch sizes of several inputs, which these are references to.
pub(super) fn compare(interface: &Interface, inputs: &[impl ToTokens]) -> Option<TokenStream> {
    let names = interface.inputs.iter().map(|(name, _)| name.to_string());
    (inputs.len() > 1).then(|| quote!(shape::same_batch(&[#((#names, shape::batch(#inputs))),*])?;))
}

fn parameters(
    declared: &[(Ident, Type)],
    bound: impl Fn(&Ident) -> Ident,
    interface: &Interface,
    locals: &mut Locals,
) -> Vec<Parameter> {
    let (_, sizes) = interface.sizes();
    let parameters = declared.iter().map(|(name, kind)| Parameter {
        name: name.clone(),
        local: locals.fresh(&name.to_string(), name.span()),
        bound: bound(name),
        sizes: sizes.clone(),
        kind: kind.clone(),
    });
    parameters.collect()
}

// Where rustc points at a trait, it points at the input or target. With the user's own span, not just located there, it
// does not go on about the macro.

fn input(name: &Ident) -> Ident {
    format_ident!("Input{}", names::structure(name), span = name.span())
}

fn target(loss: &Loss, name: &Ident) -> Ident {
    format_ident!("Target{}{}", names::structure(loss.name), names::structure(name), span = name.span())
}

/// The traits of all inputs and targets.
pub(super) fn traits(interface: &Interface) -> TokenStream {
    let network = interface.name;
    let inputs = interface.inputs.iter().map(|(name, kind)| {
        let what = format!("`{name}` of `{network}`");
        self::definition(&input(name), name, &what, kind, interface)
    });
    let targets = interface.losses.iter().flat_map(|loss| {
        loss.targets.iter().map(move |(name, kind)| {
            let what = format!("`{name}` of the loss `{}` of `{network}`", loss.name);
            self::definition(&target(loss, name), name, &what, kind, interface)
        })
    });
    inputs.chain(targets).collect()
}

/// A shape in which rustc writes the values of the const generics.
fn filled(shape: &Shape, interface: &Interface) -> String {
    let dimensions = shape.dimensions().iter().map(|dimension| match dimension {
        Dimension::Constant(path) if interface.generics.iter().any(|generic| path.is_ident(generic)) => {
            format!("{{{dimension}}}")
        }
        Dimension::Number(_) | Dimension::Constant(_) | Dimension::Axis { .. } | Dimension::Computed(_) => {
            dimension.to_string()
        }
    });
    format!("[{}]", dimensions.collect::<Vec<_>>().join(", "))
}

fn definition(bound: &Ident, name: &Ident, what: &str, kind: &Type, interface: &Interface) -> TokenStream {
    let (generics, sizes) = interface.sizes();
    let (Type::Sample(shape) | Type::Indices(shape)) = kind else {
        return TokenStream::new();
    };
    let (sample, shape) = (sample_outside(shape), filled(shape, interface));
    let message = format!("{what} takes a batch of {shape}, but is given `{{Self}}`");
    let label = format!("`{name}` is a batch of {shape}");
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #bound<#generics> {
            type Batch: ?Sized;
        }
        #[diagnostic::do_not_recommend]
        impl<#generics T: BatchOf<#sample> + ?Sized> #bound<#sizes> for T {
            type Batch = T::Batch;
        }
    }
}
