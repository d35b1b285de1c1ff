//! `tanh_shrink`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["tanhshrink"],
    ..Kind::new("tanh_shrink", "tanh_shrink", |arguments| {
        Elementwise::read(arguments, || Code::function(quote!(layer::tanh_shrink)))
    })
};
