//! `conv_transpose1d`

use super::{Kind, convolution, transposed_convolution};

pub(super) const KIND: Kind = Kind {
    aliases: &["conv1d_transpose", "deconv1d", "transposed_conv1d"],
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv_transpose1d", "conv_transpose1d(16, kernel = 4, stride = 2, padding = 1)", |arguments| {
        transposed_convolution::read::<1>(
            arguments,
            [
                ["ConvTranspose1d", "UnbiasedConvTranspose1d"],
                ["WeightNormConvTranspose1d", "UnbiasedWeightNormConvTranspose1d"],
                ["SpectralNormConvTranspose1d", "UnbiasedSpectralNormConvTranspose1d"],
            ],
        )
    })
};
