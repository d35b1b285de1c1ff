//! `conv_transpose2d`

use super::{Kind, convolution, transposed_convolution};

pub(super) const KIND: Kind = Kind {
    aliases: &["conv2d_transpose", "deconv2d", "transposed_conv2d"],
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv_transpose2d", "conv_transpose2d(16, kernel = 4, stride = 2, padding = 1)", |arguments| {
        transposed_convolution::read::<2>(
            arguments,
            [
                ["ConvTranspose2d", "UnbiasedConvTranspose2d"],
                ["WeightNormConvTranspose2d", "UnbiasedWeightNormConvTranspose2d"],
                ["SpectralNormConvTranspose2d", "UnbiasedSpectralNormConvTranspose2d"],
            ],
        )
    })
};
