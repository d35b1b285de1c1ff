//! ResNet-50 ([He et al. 2016](https://arxiv.org/abs/1512.03385)).

use netweave::prelude::*;

network! {
    /// A convolution and its batch norm that bring the input to the shape of what it is added to.
    template projection(x; channels, stride) {
        x -> conv: conv2d(channels, kernel = 1, stride = stride) -> bn: batch_norm
    }

    /// A 3×3 convolution of few channels between two 1×1 convolutions, with the input carried around them.
    template bottleneck(x; channels) {
        let y = x
            -> conv1: conv2d(channels, kernel = 1) -> bn1: batch_norm -> relu
            -> conv2: conv2d(channels, kernel = 3, padding = 1) -> bn2: batch_norm -> relu
            -> conv3: conv2d(4 * channels, kernel = 1) -> bn3: batch_norm;
        y + x -> relu
    }

    /// The first of a stage, which makes the channels more and, but for the first stage, the image smaller.
    template widening(x; channels, stride) {
        let shortcut = x -> downsample: projection(4 * channels, stride);
        let y = x
            -> conv1: conv2d(channels, kernel = 1) -> bn1: batch_norm -> relu
            -> conv2: conv2d(channels, kernel = 3, stride = stride, padding = 1) -> bn2: batch_norm -> relu
            -> conv3: conv2d(4 * channels, kernel = 1) -> bn3: batch_norm;
        y + shortcut -> relu
    }

    template stage(x; channels, blocks, stride = 2) {
        x -> first: widening(channels, stride) -> repeat blocks rest: bottleneck(channels)
    }

    pub network ResNet50(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> conv1: conv2d(64, kernel = 7, stride = 2, padding = 3) -> bn1: batch_norm -> relu
            -> max_pool2d(3, stride = 2, padding = 1)
            -> layer1: stage(64, 2, stride = 1) -> layer2: stage(128, 3)
            -> layer3: stage(256, 5) -> layer4: stage(512, 2)
            -> global_avg_pool -> fc: linear(1000)
    }
}
