//! `mean`

use quote::quote;

use super::{Kind, reduction};

pub(super) const KIND: Kind = Kind {
    aliases: &["average", "reduce_mean"],
    ..Kind::new("mean", "mean(axes = [1, 2])", |arguments| reduction::read(arguments, quote!(layer::mean)))
};
