//! EfficientNet-B0 ([Tan and Le 2019](https://arxiv.org/abs/1905.11946)).

use netweave::prelude::*;

network! {
    template conv_bn(x; channels, kernel = 1, stride = 1, groups = 1) {
        x -> conv: conv2d(channels, kernel = kernel, stride = stride, padding = (kernel - 1) / 2, groups = groups)
          -> bn: batch_norm
    }
    /// Hidden channels are filtered one by one, and each is weighed by what the whole picture says.
    template filtered(x; hidden, squeezed, channels, kernel, stride) {
        let y = x -> depthwise: conv_bn(hidden, kernel, stride, hidden) -> silu;
        let gate = y -> global_avg_pool(keep = true) -> squeeze: conv2d(squeezed, kernel = 1, bias = true) -> silu
            -> excite: conv2d(hidden, kernel = 1, bias = true) -> sigmoid;
        gate * y -> project: conv_bn(channels)
    }
    template inverted(x; inputs, channels, kernel, stride) {
        x -> expand: conv_bn(6 * inputs) -> silu -> body: filtered(6 * inputs, inputs / 4, channels, kernel, stride)
    }
    template residual(x; channels, kernel) {
        x + (x -> inverted: inverted(channels, channels, kernel, 1) -> drop_path(0.1))
    }
    template stage(x; inputs, channels, blocks, kernel, stride) {
        x -> first: inverted(inputs, channels, kernel, stride) -> repeat (blocks - 1) rest: residual(channels, kernel)
    }
    pub network EfficientNetB0(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image -> stem: conv_bn(32, 3, 2) -> silu -> stage1: filtered(32, 8, 16, 3, 1)
            -> stage2: stage(16, 24, 2, 3, 2) -> stage3: stage(24, 40, 2, 5, 2) -> stage4: stage(40, 80, 3, 3, 2)
            -> stage5: stage(80, 112, 3, 5, 1) -> stage6: stage(112, 192, 4, 5, 2) -> stage7: inverted(192, 320, 3, 1)
            -> head: conv_bn(1280) -> silu -> global_avg_pool -> dropout(0.2) -> fc: linear(1000)
    }

    /// The same for pictures of 32×32, of a size that can be tried by hand.
    pub network TinyEfficientNet(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(bias = false, init = he_normal) }
        image -> stem: conv_bn(8, 3, 2) -> silu -> stage1: filtered(8, 2, 16, 3, 1)
            -> stage2: stage(16, 8, 2, 3, 2) -> stage3: stage(8, 8, 2, 5, 2) -> stage4: stage(8, 8, 2, 3, 2)
            -> stage5: stage(8, 16, 2, 5, 1) -> stage6: stage(16, 16, 2, 5, 2) -> stage7: inverted(16, 24, 3, 1)
            -> head: conv_bn(32) -> silu -> global_avg_pool -> dropout(0.2) -> fc: linear(10)
    }
}
