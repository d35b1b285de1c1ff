//! `avg_pool3d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["average_pooling3d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("avg_pool3d", "avg_pool3d(2)", |arguments| pooling::read::<3>(arguments, pooling::Takes::Mean))
};
