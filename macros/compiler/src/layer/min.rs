//! `min`

use quote::quote;

use super::{Kind, reduction};

pub(super) const KIND: Kind = Kind {
    aliases: &["amin", "reduce_min"],
    ..Kind::new("min", "min(axes = [1, 2])", |arguments| {
        arguments.only_value("minimum")?;
        reduction::read(arguments, quote!(layer::min))
    })
};
