//! `max_pool3d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["max_pooling3d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("max_pool3d", "max_pool3d(2)", |arguments| pooling::read::<3>(arguments, pooling::Takes::Largest))
};
