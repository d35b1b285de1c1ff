//! ResNet-18 ([He et al. 2016](https://arxiv.org/abs/1512.03385)) for ImageNet and for CIFAR.

use netweave::prelude::*;

network! {
    /// A convolution and its batch norm that bring the input to the shape of what it is added to.
    template projection(x; channels, stride = 2) {
        x -> conv: conv2d(channels, kernel = 1, stride = stride) -> bn: batch_norm
    }

    /// Two 3×3 convolutions, with the input carried around them.
    template basic(x; channels) {
        let y = x
            -> conv1: conv2d(channels, kernel = 3, padding = 1) -> bn1: batch_norm -> relu
            -> conv2: conv2d(channels, kernel = 3, padding = 1) -> bn2: batch_norm;
        y + x -> relu
    }

    /// The same at half the resolution.
    template basic_down(x; channels) {
        let shortcut = x -> downsample: projection(channels);
        let y = x
            -> conv1: conv2d(channels, kernel = 3, stride = 2, padding = 1) -> bn1: batch_norm -> relu
            -> conv2: conv2d(channels, kernel = 3, padding = 1) -> bn2: batch_norm;
        y + shortcut -> relu
    }

    template basic_stage(x; channels) {
        x -> first: basic_down(channels) -> repeat 1 rest: basic(channels)
    }

    pub network ResNet18(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> conv1: conv2d(64, kernel = 7, stride = 2, padding = 3) -> bn1: batch_norm -> relu
            -> stem: max_pool2d(3, stride = 2, padding = 1)
            -> repeat 2 layer1: basic(64)
            -> layer2: basic_stage(128) -> layer3: basic_stage(256) -> layer4: basic_stage(512)
            -> global_avg_pool -> fc: linear(1000)
    }

    /// For images of 32×32: a small stem, and no pooling before the stages.
    pub network CifarResNet18(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> conv1: conv2d(64, kernel = 3, padding = 1) -> bn1: batch_norm -> stem: relu
            -> repeat 2 layer1: basic(64)
            -> layer2: basic_stage(128) -> layer3: basic_stage(256) -> layer4: basic_stage(512)
            -> global_avg_pool -> fc: linear(10)
    }
}
