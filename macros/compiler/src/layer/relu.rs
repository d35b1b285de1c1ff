//! `relu`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind::new("relu", "relu", |arguments| {
    Elementwise::read(arguments, || Code::function(quote!(layer::relu)).joins("relu", Vec::new()))
});
