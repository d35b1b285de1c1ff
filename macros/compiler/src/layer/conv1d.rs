//! `conv1d`

use super::{Kind, convolution};

pub(super) const KIND: Kind = Kind {
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv1d", "conv1d(16, kernel = 3)", |arguments| {
        convolution::read::<1>(
            arguments,
            [
                ["Conv1d", "UnbiasedConv1d"],
                ["WeightNormConv1d", "UnbiasedWeightNormConv1d"],
                ["SpectralNormConv1d", "UnbiasedSpectralNormConv1d"],
            ],
        )
    })
};
