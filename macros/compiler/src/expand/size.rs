//! Dimensions as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, Path};

use super::block;
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
            Dimension::Constant(path) => self.path(path),
            Dimension::Computed(formula) => self.formula(formula),
        }
    }

    /// A dimension as a const argument.
    pub(super) fn argument(&self, dimension: &Dimension) -> TokenStream {
        let size = self.size(dimension);
        match dimension {
            Dimension::Number(_) => size,
            Dimension::Constant(_) | Dimension::Computed(_) => quote!({ #size }),
        }
    }

    fn formula(&self, formula: &Formula) -> TokenStream {
        let shape = match self {
            Self::Block => quote!(shape),
            Self::Module { runtime, .. } => quote!(#runtime::expansion::shape),
        };
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
            Formula::Slide(Slide { input, reach, stride, padding }) => {
                let (input, reach) = (self.size(input), self.size(reach));
                let (stride, padding) = (self.size(stride), self.size(padding));
                quote!(#shape::positions(#input, #reach, #stride, #padding))
            }
        }
    }

    fn path(&self, path: &Path) -> TokenStream {
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

/// An item beside the block of a network, named inside of it.
pub(super) fn outside(name: &Ident) -> TokenStream {
    if block::hides(name) { quote!(self::#name) } else { name.to_token_stream() }
}
