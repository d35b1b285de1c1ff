//! `hard_swish`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["hardswish", "hard_silu"],
    ..Kind::new("hard_swish", "hard_swish", |arguments| {
        Elementwise::read(arguments, || Code::function(quote!(layer::hard_swish)))
    })
};
