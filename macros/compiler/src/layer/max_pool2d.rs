//! `max_pool2d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["max_pooling2d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("max_pool2d", "max_pool2d(2)", |arguments| pooling::read::<2>(arguments, pooling::Takes::Largest))
};
