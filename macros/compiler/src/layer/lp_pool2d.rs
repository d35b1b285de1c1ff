//! `lp_pool2d`

use super::{Kind, pooling};

pub(super) const KIND: Kind = Kind {
    positional: &[("p", "the power of the norm"), ("kernel", "the size of the kernel")],
    ..Kind::new("lp_pool2d", "lp_pool2d(2, kernel = 3)", |arguments| {
        pooling::read::<2>(arguments, pooling::Takes::Norm)
    })
};
