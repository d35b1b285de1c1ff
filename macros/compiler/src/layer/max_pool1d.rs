//! `max_pool1d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["max_pooling1d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("max_pool1d", "max_pool1d(2)", |arguments| pooling::read::<1>(arguments, pooling::Takes::Largest))
};
