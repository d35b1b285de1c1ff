//! `lp_pool1d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    positional: &[("p", "the power of the norm"), ("kernel", "the size of the kernel")],
    ..Kind::new("lp_pool1d", "lp_pool1d(2, kernel = 3)", |arguments| {
        pooling::read::<1>(arguments, pooling::Takes::Norm)
    })
};
