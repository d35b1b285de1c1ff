//! `max_pool2d`

use quote::quote;

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["max_pooling2d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("max_pool2d", "max_pool2d(2)", |arguments| {
        pooling::read(arguments, quote!(layer::max_pool2d), pooling::Takes::Largest)
    })
};
