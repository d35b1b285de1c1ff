//! `lp_pool3d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    positional: &[("p", "the power of the norm"), ("kernel", "the size of the kernel")],
    ..Kind::new("lp_pool3d", "lp_pool3d(2, kernel = 3)", |arguments| {
        pooling::read::<3>(arguments, pooling::Takes::Norm)
    })
};
