//! ShuffleNetV2 ([Ma et al. 2018](https://arxiv.org/abs/1807.11164)), the one of width 1.

use netweave::prelude::*;

network! {
    template conv_bn(x; channels, kernel = 1, stride = 1, padding = 0, groups = 1) {
        x -> conv: conv2d(channels, kernel = kernel, stride = stride, padding = padding, groups = groups)
          -> bn: batch_norm
    }

    template branch(x; channels, stride = 1) {
        x -> conv1: conv_bn(channels) -> relu
          -> depthwise: conv_bn(channels, kernel = 3, stride = stride, padding = 1, groups = channels)
          -> conv2: conv_bn(channels) -> relu
    }

    /// Half of the channels goes by, and is shuffled with what becomes of the other half.
    template unit(x; half) {
        let (past, through) = split(x, axis = 0);
        let through = through -> branch: branch(half);
        concat(past, through, axis = 0) -> channel_shuffle(2)
    }

    /// The first of a stage has all channels go both ways, to half the size.
    template down(x; inputs, half) {
        let short = x
            -> depthwise: conv_bn(inputs, kernel = 3, stride = 2, padding = 1, groups = inputs)
            -> conv: conv_bn(half) -> relu;
        let long = x -> branch: branch(half, stride = 2);
        concat(short, long, axis = 0) -> channel_shuffle(2)
    }

    template stage(x; inputs, half, blocks) {
        x -> first: down(inputs, half) -> repeat (blocks - 1) rest: unit(half)
    }

    pub network ShuffleNetV2(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> stem: conv_bn(24, kernel = 3, stride = 2, padding = 1) -> relu
            -> max_pool2d(3, stride = 2, padding = 1)
            -> stage2: stage(24, 58, 4) -> stage3: stage(116, 116, 8) -> stage4: stage(232, 232, 4)
            -> head: conv_bn(1024) -> relu -> global_avg_pool -> fc: linear(1000)
    }

    /// The same for pictures of 32×32, of a size that can be tried by hand.
    pub network TinyShuffleNet(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(bias = false, init = he_normal) }
        image
            -> stem: conv_bn(8, kernel = 3, stride = 2, padding = 1) -> relu
            -> max_pool2d(3, stride = 2, padding = 1)
            -> stage2: stage(8, 8, 2) -> stage3: stage(16, 12, 2) -> stage4: stage(24, 16, 2)
            -> head: conv_bn(40) -> relu -> global_avg_pool -> fc: linear(10)
    }
}
