//! What a network shows to its users, whatever is inside.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Visibility};

use super::locals::Locals;
use super::names;
use super::size::{Place, outside};
use super::structure;
use super::tensor::{batch, taped, tensor};
use crate::layer::Type;
use crate::shape::{self, Shape};
use crate::syntax::Part;

/// The signatures of a network.
pub(super) struct Interface<'a> {
    pub(super) attributes: &'a [Attribute],
    pub(super) visibility: &'a Visibility,
    pub(super) name: &'a Ident,
    /// The const generics.
    pub(super) generics: Vec<Ident>,
    /// The layers that it is generic in.
    pub(super) parts: Vec<Part>,
    /// The axes whose size is known when it runs.
    pub(super) axes: Vec<Ident>,
    /// Whether something has to hold of their sizes.
    pub(super) asks: bool,
    pub(super) module: Ident,
    /// The field that passes are made with.
    pub(super) passes: Ident,
    pub(super) inputs: Vec<(Ident, Type)>,
    pub(super) outputs: Vec<Output>,
    pub(super) losses: Vec<Loss<'a>>,
}

/// An output; only that of a network with one output may have no name.
pub(super) struct Output {
    pub(super) name: Option<Ident>,
    pub(super) shape: Shape,
}

impl Output {
    /// The shape of a batch of it, inside the block of a network.
    pub(super) fn batch(&self) -> TokenStream {
        batch(&self.shape, &Place::Block)
    }

    pub(super) fn kind(&self) -> Type {
        Type::Sample(self.shape.clone())
    }
}

pub(super) struct Loss<'a> {
    pub(super) attributes: &'a [Attribute],
    pub(super) name: &'a Ident,
    pub(super) targets: Vec<(Ident, Type)>,
}

impl<'a> Interface<'a> {
    pub(super) fn new(network: &'a shape::Network) -> Self {
        let declared = |values: &[shape::Typed]| {
            values.iter().map(|typed| (typed.value.name.clone(), typed.kind.clone())).collect::<Vec<_>>()
        };
        let outputs = network.outputs.iter();
        let losses = network.losses.iter();
        Self {
            attributes: &network.attributes,
            visibility: &network.visibility,
            name: &network.name,
            generics: network.generics.clone(),
            parts: network.parts.clone(),
            axes: network.axes.clone(),
            asks: network.assertions.iter().any(|assertion| assertion.condition.has_axes()),
            module: names::module(&network.name),
            passes: structure::passes(&network.members),
            inputs: declared(&network.inputs),
            outputs: outputs.map(|output| Output { name: output.name.clone(), shape: output.shape.clone() }).collect(),
            losses: losses
                .map(|loss| Loss { attributes: &loss.attributes, name: &loss.name, targets: declared(&loss.targets) })
                .collect(),
        }
    }

    /// The const generics as parameters, `const HIDDEN: usize,`, and as arguments, `HIDDEN,`.
    pub(super) fn sizes(&self) -> (TokenStream, TokenStream) {
        let generics = &self.generics;
        (quote!(#(const #generics: usize,)*), quote!(#(#generics,)*))
    }

    /// Whether it has parameters beside the element type and the device.
    pub(super) fn has_generics(&self) -> bool {
        !self.generics.is_empty() || !self.parts.is_empty()
    }

    /// The same with the layers that the network is generic in, `A: Activation,`, inside the block of the network.
    pub(super) fn generics(&self) -> (TokenStream, TokenStream) {
        self.generics_in(&Place::Block)
    }

    /// The same in another place.
    pub(super) fn generics_in(&self, place: &Place) -> (TokenStream, TokenStream) {
        let (sizes, arguments) = self.sizes();
        let names = self.parts.iter().map(|part| &part.name).collect::<Vec<_>>();
        let activation = match place {
            Place::Block => quote!(own::Activation),
            Place::Module { runtime, .. } => quote!(#runtime::own::Activation),
        };
        let bounds = self.parts.iter().map(|part| {
            let bound = place.path(&part.bound);
            let is_activation = part.bound.segments.last().is_some_and(|last| last.ident == "Activation");
            // What a network applies is an activation, whatever else it is.
            if is_activation { bound } else { quote!(#bound + #activation) }
        });
        (quote!(#sizes #(#names: #bounds,)*), quote!(#arguments #(#names,)*))
    }

    /// Whether a type is a layer that the network is generic in.
    pub(super) fn is_part(&self, kind: &TokenStream) -> bool {
        let kind = kind.to_string();
        self.parts.iter().any(|part| part.name == kind)
    }

    /// The network's struct, named inside its block.
    pub(super) fn network(&self) -> TokenStream {
        outside(self.name)
    }

    /// The network's module, named inside its block.
    pub(super) fn module(&self) -> TokenStream {
        outside(&self.module)
    }

    /// What a method asks of the element type and the device. These are bounds of the methods and not of the block
    /// around them, so that rustc says what is missing in the words of the traits.
    pub(super) fn kernels(&self) -> TokenStream {
        quote_spanned!(self.name.span()=> where E: Dtype, D: Device<E>)
    }

    /// Whether the outputs are fields of a struct.
    pub(super) fn is_named(&self) -> bool {
        self.outputs.iter().any(|output| output.name.is_some())
    }

    /// What the caller gets: a tensor, or the struct of the outputs.
    pub(super) fn output(&self) -> TokenStream {
        match self.outputs.as_slice() {
            [output @ Output { name: None, .. }] => tensor(&output.kind()),
            _ => {
                let (module, (_, sizes)) = (self.module(), self.sizes());
                quote!(#module::Outputs<#sizes B, E, D>)
            }
        }
    }

    /// What leaves a pass on the way there: a tensor whose axes have types of their own, or the struct of the outputs.
    pub(super) fn output_within(&self) -> TokenStream {
        match self.outputs.as_slice() {
            [output @ Output { name: None, .. }] if !self.axes.is_empty() => {
                let batch = output.batch();
                quote!(Tensor<#batch, E, D>)
            }
            _ => self.output(),
        }
    }

    /// A tensor that has left a pass as the caller gets it.
    pub(super) fn outside(&self, output: &Ident) -> TokenStream {
        if self.axes.is_empty() || self.is_named() { quote!(#output) } else { quote!(shape::outside(#output)) }
    }

    /// The same with a tape.
    pub(super) fn taped_output(&self) -> TokenStream {
        match self.outputs.as_slice() {
            [output @ Output { name: None, .. }] => taped(&output.kind()),
            _ => {
                let (module, (_, sizes)) = (self.module(), self.sizes());
                quote!(#module::Outputs<#sizes B, E, D, OwnedTape<E, D>>)
            }
        }
    }

    /// The outputs as locals.
    pub(super) fn output_locals(&self, locals: &mut Locals) -> Vec<Ident> {
        self.output_names().iter().map(|name| locals.fresh(name, Span::call_site())).collect()
    }

    /// Names for the outputs as locals.
    pub(super) fn output_names(&self) -> Vec<String> {
        let names = self.outputs.iter().map(|output| match &output.name {
            Some(name) => name.to_string(),
            None => "output".to_owned(),
        });
        names.collect()
    }

    /// Makes one value of the outputs.
    pub(super) fn gather(&self, outputs: &[impl ToTokens]) -> TokenStream {
        if !self.is_named() {
            return quote!(#(#outputs)*);
        }
        let module = self.module();
        let fields = self.outputs.iter().filter_map(|output| output.name.as_ref()).zip(outputs).map(|(name, value)| {
            let value = value.to_token_stream();
            if *name == value.to_string() { value } else { quote!(#name: #value) }
        });
        quote!(#module::Outputs { #(#fields),* })
    }
}
