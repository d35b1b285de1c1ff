//! ConvNeXt-T ([Liu et al. 2022](https://arxiv.org/abs/2201.03545)).

use netweave::prelude::*;

network! {
    /// Each channel is filtered by itself, and then the channels of each place go through two layers.
    template block(x; channels, drop) {
        let y = x
            -> depthwise: conv2d(channels, kernel = 7, padding = 3, groups = channels)
            -> permute([1, 2, 0]) -> norm: layer_norm
            -> up: linear(4 * channels) -> gelu -> down: linear(channels)
            -> gamma: scale(axis = 2, init = constant(1e-6)) -> permute([2, 0, 1]) -> drop_path(drop);
        x + y
    }

    template down(x; channels) {
        x -> norm: layer_norm(axes = [0]) -> conv: conv2d(channels, kernel = 2, stride = 2)
    }

    pub network ConvNextT(image: [3, 224, 224]) -> [1000] {
        defaults {
            conv2d(init = normal(0.02), bias_init = zeros); linear(init = normal(0.02), bias_init = zeros);
            layer_norm(epsilon = 1e-6)
        }
        image
            -> stem: conv2d(96, kernel = 4, stride = 4) -> stem_norm: layer_norm(axes = [0])
            -> repeat 3 as i stage1: block(96, i / 170) -> down2: down(192)
            -> repeat 3 as i stage2: block(192, (3 + i) / 170) -> down3: down(384)
            -> repeat 9 as i stage3: block(384, (6 + i) / 170) -> down4: down(768)
            -> repeat 3 as i stage4: block(768, (15 + i) / 170)
            -> global_avg_pool -> norm: layer_norm -> fc: linear(1000)
    }

    /// The same for pictures of 32×32, of a size that can be tried by hand.
    pub network TinyConvNext(image: [3, 32, 32]) -> [10] {
        defaults { layer_norm(epsilon = 1e-6) }
        image
            -> stem: conv2d(8, kernel = 4, stride = 4) -> stem_norm: layer_norm(axes = [0])
            -> repeat 2 stage1: block(8, 0.01) -> down2: down(16) -> repeat 1 stage2: block(16, 0.02)
            -> down3: down(24) -> repeat 2 stage3: block(24, 0.06)
            -> down4: down(32) -> repeat 1 stage4: block(32, 0.09)
            -> global_avg_pool -> norm: layer_norm -> fc: linear(10)
    }
}
