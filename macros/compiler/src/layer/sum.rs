//! `sum`

use quote::quote;

use super::{Kind, reduction};

pub(super) const KIND: Kind = Kind {
    aliases: &["reduce_sum"],
    ..Kind::new("sum", "sum(axes = [1, 2])", |arguments| reduction::read(arguments, quote!(layer::sum)))
};
