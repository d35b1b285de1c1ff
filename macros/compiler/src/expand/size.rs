//! Dimensions as Rust.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, Path};

use super::block;
use super::names;
use crate::mention::mentions;
use crate::shape::{Dimension, Formula, Slide};

/// A dimension as an expression inside the block of a network, where the runtime's names are at hand.
pub(crate) struct Size<'a>(pub(crate) &'a Dimension);

impl Size<'_> {
    /// A `const` item inside the block of a network.
    pub(crate) fn path(path: &Path) -> TokenStream {
        Place::Block.path(path)
    }
}

impl ToTokens for Size<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Place::Block.size(self.0).to_tokens(tokens);
    }
}

/// Where a dimension is written.
pub(super) enum Place<'a> {
    /// In the block of a network, which imports the runtime's names.
    Block,
    /// As part of a struct, this many modules below the block of the user.
    Module { runtime: &'a TokenStream, depth: usize },
}

impl Place<'_> {
    /// A dimension as an expression.
    pub(super) fn size(&self, dimension: &Dimension) -> TokenStream {
        match dimension {
            Dimension::Number(number) => Literal::usize_unsuffixed(*number).into_token_stream(),
            // A number of another network may depend on a const generic, of which no const argument is computed.
            Dimension::Constant(path) if path.segments.iter().any(|segment| !segment.arguments.is_none()) => {
                self.path(path)
            }
            Dimension::Constant(path) => {
                // What rustc says of a `const` item of another type is the same here as in a type, and so said once.
                let (shape, path) = (self.shape(), self.path(path));
                quote!(#shape::constant::<{ #path }>())
            }
            Dimension::Axis { number, .. } => {
                let (sizes, number) = (sizes_of_axes(), Literal::usize_unsuffixed(*number));
                quote!(#sizes.of(#number))
            }
            Dimension::Computed(formula) => self.formula(formula),
        }
    }

    /// A dimension as a type: `Const<8>`, or what follows from the axes in a pass.
    pub(super) fn extent(&self, dimension: &Dimension) -> TokenStream {
        let expansion = match self {
            Self::Block => None,
            Self::Module { runtime, .. } => Some(quote!(#runtime::expansion::)),
        };
        let extents = |name: &str, parts: &[&Dimension]| {
            let name = Ident::new(name, Span::call_site());
            let parts = parts.iter().map(|part| self.extent(part));
            quote!(#expansion shape::#name<#(#parts),*>)
        };
        match dimension {
            Dimension::Axis { number, .. } => {
                let number = Literal::usize_unsuffixed(*number);
                quote!(#expansion shape::Axis<#number>)
            }
            Dimension::Computed(formula) if dimension.axis().is_some() => match &**formula {
                Formula::Sum(parts) => self.folded("Sum", parts),
                Formula::Product(parts) => self.folded("Product", parts),
                Formula::Difference(left, right) => extents("Difference", &[left, right]),
                Formula::Quotient(left, right) => extents("Quotient", &[left, right]),
                Formula::Ceiling(left, right) => extents("Ceiling", &[left, right]),
                // What a kernel is comes from arguments, which are no axes.
                Formula::Reach { kernel, dilation } => extents("Product", &[kernel, dilation]),
                Formula::Slide(Slide { input, reach, stride, padding, rounds_up }) => {
                    let name = if *rounds_up { "SlideRoundedUp" } else { "Slide" };
                    extents(name, &[input, reach, stride, padding])
                }
            },
            Dimension::Number(_) | Dimension::Constant(_) | Dimension::Computed(_) => {
                let argument = self.argument(dimension);
                quote!(#expansion Const<#argument>)
            }
        }
    }

    /// A sum or a product of several, two at a time.
    fn folded(&self, name: &str, parts: &[Dimension]) -> TokenStream {
        let mut parts = parts.iter().map(|part| self.extent(part));
        let first = parts.next().unwrap_or_default();
        let name = Ident::new(name, Span::call_site());
        let path = match self {
            Self::Block => quote!(shape::#name),
            Self::Module { runtime, .. } => quote!(#runtime::expansion::shape::#name),
        };
        parts.fold(first, |folded, part| quote!(#path<#folded, #part>))
    }

    /// The same outside of a pass, where an axis is a `usize`.
    pub(super) fn outside(&self, dimension: &Dimension) -> TokenStream {
        if dimension.axis().is_some() { quote!(usize) } else { self.extent(dimension) }
    }

    /// A dimension as a const argument.
    pub(super) fn argument(&self, dimension: &Dimension) -> TokenStream {
        let size = match dimension {
            Dimension::Constant(path) => self.path(path),
            Dimension::Number(_) | Dimension::Axis { .. } | Dimension::Computed(_) => self.size(dimension),
        };
        if matches!(dimension, Dimension::Number(_)) { size } else { quote!({ #size }) }
    }

    /// The module of the runtime for what is computed.
    fn shape(&self) -> TokenStream {
        match self {
            Self::Block => quote!(shape),
            Self::Module { runtime, .. } => quote!(#runtime::expansion::shape),
        }
    }

    fn formula(&self, formula: &Formula) -> TokenStream {
        let shape = self.shape();
        let sizes = |parts: &[Dimension]| parts.iter().map(|part| self.size(part)).collect::<Vec<_>>();
        match formula {
            Formula::Sum(terms) => {
                let terms = sizes(terms);
                quote!(#shape::sum(&[#(#terms),*]))
            }
            Formula::Product(factors) => {
                let factors = sizes(factors);
                quote!(#shape::product(&[#(#factors),*]))
            }
            Formula::Difference(minuend, subtrahend) => {
                let (minuend, subtrahend) = (self.size(minuend), self.size(subtrahend));
                quote!(#shape::difference(#minuend, #subtrahend))
            }
            Formula::Quotient(dividend, divisor) => {
                let (dividend, divisor) = (self.size(dividend), self.size(divisor));
                quote!(#shape::quotient(#dividend, #divisor))
            }
            Formula::Ceiling(dividend, divisor) => {
                let (dividend, divisor) = (self.size(dividend), self.size(divisor));
                quote!(#shape::quotient_rounded_up(#dividend, #divisor))
            }
            Formula::Reach { kernel, dilation } => {
                let (kernel, dilation) = (self.size(kernel), self.size(dilation));
                quote!(#shape::reach(#kernel, #dilation))
            }
            Formula::Slide(Slide { input, reach, stride, padding, rounds_up }) => {
                let name = Ident::new(if *rounds_up { "positions_rounded_up" } else { "positions" }, Span::call_site());
                let [input, reach, stride, padding] = [input, reach, stride, padding].map(|part| self.size(part));
                quote!(#shape::#name(#input, #reach, #stride, #padding))
            }
        }
    }

    pub(super) fn path(&self, path: &Path) -> TokenStream {
        let first = path.segments.first().map(|segment| &segment.ident);
        if path.leading_colon.is_some() {
            return path.to_token_stream();
        }
        match (self, first) {
            // `self::` skips the imports of the block.
            (Self::Block, Some(first)) if block::hides(first) => quote!(self::#path),
            (Self::Module { depth, .. }, Some(first)) if *depth > 0 && first == "self" => {
                let rest = path.segments.iter().skip(1);
                quote!(#(#rest)::*)
            }
            (Self::Module { depth, .. }, Some(first)) if first == "super" => {
                let up = std::iter::repeat_n(quote!(super), *depth);
                quote!(#(#up::)* #path)
            }
            (Self::Module { .. }, Some(first)) if path.segments.len() > 1 && block::is_parameter(first) => {
                quote!(self::#path)
            }
            _ => path.to_token_stream(),
        }
    }
}

/// The sizes of the axes of a call, as a local.
pub(super) fn sizes_of_axes() -> Ident {
    names::local("sizes_of_axes", Span::call_site())
}

/// Whether code names the sizes of axes.
pub(crate) fn names_axes(code: &TokenStream) -> bool {
    mentions(code.clone(), &[sizes_of_axes()])
}

/// An item beside the block of a network, named inside of it.
pub(super) fn outside(name: &Ident) -> TokenStream {
    if block::hides(name) { quote!(self::#name) } else { name.to_token_stream() }
}
