//! The types of values.

use proc_macro2::TokenStream;
use quote::quote;

use super::size::Place;
use crate::layer::Type;
use crate::shape::Shape;

/// The shape of a batch: `(B, Const<16>, Const<8>, Const<8>)`.
pub(super) fn batch(shape: &Shape, place: &Place) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| place.argument(dimension));
    match place {
        Place::Block => quote!((B, #(Const<#dimensions>),*)),
        Place::Module { runtime, .. } => quote!((B, #(#runtime::expansion::Const<#dimensions>),*)),
    }
}

/// A tensor without a tape, inside the block of a network.
pub(super) fn tensor(kind: &Type) -> TokenStream {
    match kind {
        Type::Sample(shape) => sample(shape),
        Type::Loss => quote!(Tensor<(), E, D>),
    }
}

/// A batch of samples without a tape, inside the block of a network.
pub(super) fn sample(shape: &Shape) -> TokenStream {
    let batch = batch(shape, &Place::Block);
    quote!(Tensor<#batch, E, D>)
}

/// A batch of samples with a tape, inside the block of a network.
pub(super) fn taped(shape: &Shape) -> TokenStream {
    let batch = batch(shape, &Place::Block);
    quote!(Tensor<#batch, E, D, OwnedTape<E, D>>)
}
