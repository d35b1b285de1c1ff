//! `conv_transpose3d`

use super::{Kind, convolution, transposed_convolution};

pub(super) const KIND: Kind = Kind {
    aliases: &["conv3d_transpose", "deconv3d", "transposed_conv3d"],
    variables: true,
    positional: convolution::POSITIONAL,
    ..Kind::new("conv_transpose3d", "conv_transpose3d(16, kernel = 4, stride = 2, padding = 1)", |arguments| {
        transposed_convolution::read::<3>(
            arguments,
            [
                ["ConvTranspose3d", "UnbiasedConvTranspose3d"],
                ["WeightNormConvTranspose3d", "UnbiasedWeightNormConvTranspose3d"],
                ["SpectralNormConvTranspose3d", "UnbiasedSpectralNormConvTranspose3d"],
            ],
        )
    })
};
