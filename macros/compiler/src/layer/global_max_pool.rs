//! `global_max_pool`

use quote::quote;

use super::{Kind, global_pool};

pub(super) const KIND: Kind = Kind {
    aliases: &[
        "global_max_pooling1d",
        "global_max_pooling2d",
        "global_max_pooling3d",
        "global_max_pool1d",
        "global_max_pool2d",
        "global_max_pool3d",
    ],
    ..Kind::new("global_max_pool", "global_max_pool", |arguments| {
        global_pool::read(arguments, quote!(layer::global_max_pool))
    })
};
