//! `avg_pool1d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["average_pooling1d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("avg_pool1d", "avg_pool1d(2)", |arguments| pooling::read::<1>(arguments, pooling::Takes::Mean))
};
