//! `global_avg_pool`

use quote::quote;

use super::{Kind, global_pool};

pub(super) const KIND: Kind = Kind {
    aliases: &[
        "global_average_pooling1d",
        "global_average_pooling2d",
        "global_average_pooling3d",
        "global_avg_pool1d",
        "global_avg_pool2d",
        "global_avg_pool3d",
    ],
    ..Kind::new("global_avg_pool", "global_avg_pool", |arguments| {
        global_pool::read(arguments, quote!(layer::global_avg_pool))
    })
};
