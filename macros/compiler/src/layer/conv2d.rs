//! `conv2d`

use super::{Kind, convolution};

pub(super) const KIND: Kind = Kind {
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv2d", "conv2d(16, kernel = 3)", |arguments| {
        convolution::read::<2>(arguments, convolution::HOLDERS_2D)
    })
};
