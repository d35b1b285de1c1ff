//! `hard_sigmoid`

use quote::quote;

use super::elementwise::Elementwise;
use super::{Code, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["hardsigmoid"],
    ..Kind::new("hard_sigmoid", "hard_sigmoid", |arguments| {
        Elementwise::read(arguments, || Code::function(quote!(layer::hard_sigmoid)))
    })
};
