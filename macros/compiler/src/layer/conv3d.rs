//! `conv3d`

use super::{Kind, convolution};

pub(super) const KIND: Kind = Kind {
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv3d", "conv3d(16, kernel = 3)", |arguments| {
        convolution::read::<3>(
            arguments,
            [
                ["Conv3d", "UnbiasedConv3d"],
                ["WeightNormConv3d", "UnbiasedWeightNormConv3d"],
                ["SpectralNormConv3d", "UnbiasedSpectralNormConv3d"],
            ],
        )
    })
};
