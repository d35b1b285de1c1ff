//! `avg_pool2d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    aliases: &["average_pooling2d"],
    positional: pooling::POSITIONAL,
    ..Kind::new("avg_pool2d", "avg_pool2d(2)", |arguments| pooling::read::<2>(arguments, pooling::Takes::Mean))
};
