//! `silu`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["swish"],
    ..Kind::new("silu", "silu", |arguments| Elementwise::read(arguments, || Code::function(quote!(layer::silu))))
};
