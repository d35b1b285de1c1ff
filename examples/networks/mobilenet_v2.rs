//! MobileNetV2 ([Sandler et al. 2018](https://arxiv.org/abs/1801.04381)).

use netweave::prelude::*;

network! {
    template conv_bn(x; channels, kernel = 1, stride = 1, padding = 0, groups = 1) {
        x -> conv: conv2d(channels, kernel = kernel, stride = stride, padding = padding, groups = groups)
          -> bn: batch_norm
    }

    /// The hidden channels are filtered one by one; the narrow ends have no activation.
    template inverted(x; hidden, channels, stride = 1) {
        x -> expand: conv_bn(hidden) -> clamp(min = 0, max = 6)
          -> depthwise: conv_bn(hidden, kernel = 3, stride = stride, padding = 1, groups = hidden)
          -> clamp(min = 0, max = 6)
          -> project: conv_bn(channels)
    }

    /// The same, with the input carried around it.
    template residual(x; channels) {
        let y = x -> body: inverted(6 * channels, channels);
        x + y
    }

    /// The first block changes the channels, the rest keeps them.
    template stage(x; hidden, channels, blocks, stride = 2) {
        x -> first: inverted(hidden, channels, stride) -> repeat blocks rest: residual(channels)
    }

    pub network MobileNetV2(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> stem: conv_bn(32, kernel = 3, stride = 2, padding = 1) -> clamp(min = 0, max = 6)
            -> depthwise: conv_bn(32, kernel = 3, padding = 1, groups = 32) -> clamp(min = 0, max = 6)
            -> project: conv_bn(16)
            -> stage2: stage(96, 24, 1) -> stage3: stage(144, 32, 2)
            -> stage4: stage(192, 64, 3) -> stage5: stage(384, 96, 2, stride = 1)
            -> stage6: stage(576, 160, 2) -> stage7: inverted(960, 320)
            -> head: conv_bn(1280) -> clamp(min = 0, max = 6)
            -> global_avg_pool -> dropout(0.2) -> fc: linear(1000)
    }
}
