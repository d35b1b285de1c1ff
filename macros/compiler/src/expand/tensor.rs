//! The types of values.

use proc_macro2::Ident;
use proc_macro2::TokenStream;
use quote::quote;

use super::size::Place;
use crate::layer::Type;
use crate::shape::Shape;

/// The shape of a batch: `(B, Const<16>, Const<8>, Const<8>)`.
pub(super) fn batch(shape: &Shape, place: &Place) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| place.extent(dimension));
    quote!((B, #(#dimensions),*))
}

/// The shape of a sample that is outside of a pass: `(Const<16>, usize)`.
pub(super) fn sample_outside(shape: &Shape) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| Place::Block.outside(dimension));
    quote!((#(#dimensions,)*))
}

/// The shape of a sample: `(Const<16>, Const<8>, Const<8>)`.
pub(super) fn sample(shape: &Shape) -> TokenStream {
    unbatched(shape)
}

/// The shape of a sample in a pass, whose dimensions may follow from axes: `(shape::Axis<0>, Const<8>)`.
pub(super) fn extents(shape: &Shape) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| Place::Block.extent(dimension));
    quote!((#(#dimensions,)*))
}

/// The same outside of a pass: `(B, usize, Const<8>)`.
pub(super) fn outside(shape: &Shape, place: &Place) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| place.outside(dimension));
    quote!((B, #(#dimensions),*))
}

/// The shape of a variable: `(Const<100>, Const<8>)`.
fn unbatched(shape: &Shape) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| Place::Block.argument(dimension));
    quote!((#(Const<#dimensions>,)*))
}

/// A value of a pass, inside the block of a network. Indices are tensors in there, too.
pub(super) fn value(kind: &Type) -> TokenStream {
    let (shape, element) = parts(kind);
    match kind {
        Type::Indices(_) => quote!(Tensor<#shape, #element, D>),
        Type::Sample(_) | Type::Variable(_) | Type::Loss | Type::Critic(_) => quote!(Value<#shape, #element, D>),
    }
}

/// A tensor without a tape, inside the block of a network.
pub(super) fn tensor(kind: &Type) -> TokenStream {
    let (shape, element) = parts_outside(kind);
    quote!(Tensor<#shape, #element, D>)
}

/// A tensor with a tape, inside the block of a network. That of indices is of the network's element type, as dfdx's
/// own `Embedding` takes them.
pub(super) fn taped(kind: &Type) -> TokenStream {
    let (shape, element) = parts_outside(kind);
    quote!(Tensor<#shape, #element, D, OwnedTape<E, D>>)
}

/// A tensor whose tape is a type parameter, inside the block of a network.
pub(super) fn with_tape(kind: &Type, tape: &Ident) -> TokenStream {
    let (shape, element) = parts(kind);
    quote!(Tensor<#shape, #element, D, #tape>)
}

/// The shape and the element type of a tensor that is outside of the pass, inside the block of a network.
fn parts_outside(kind: &Type) -> (TokenStream, TokenStream) {
    let (shape, element) = parts(kind);
    match kind {
        Type::Sample(own) | Type::Indices(own) => (outside(own, &Place::Block), element),
        Type::Variable(_) | Type::Loss | Type::Critic(_) => (shape, element),
    }
}

/// The shape and the element type of a tensor, inside the block of a network.
pub(super) fn parts(kind: &Type) -> (TokenStream, TokenStream) {
    match kind {
        Type::Sample(shape) => (batch(shape, &Place::Block), quote!(E)),
        Type::Indices(shape) => (batch(shape, &Place::Block), quote!(usize)),
        Type::Variable(shape) => (unbatched(shape), quote!(E)),
        // No value of a body is a critic.
        Type::Loss | Type::Critic(_) => (quote!(()), quote!(E)),
    }
}
