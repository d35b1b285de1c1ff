//! `max`

use quote::quote;

use super::{Kind, reduction};

pub(super) const KIND: Kind = Kind {
    aliases: &["amax", "reduce_max"],
    ..Kind::new("max", "max(axes = [1, 2])", |arguments| {
        arguments.only_value("maximum")?;
        reduction::read(arguments, quote!(layer::max))
    })
};
