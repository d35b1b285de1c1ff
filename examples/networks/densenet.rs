//! DenseNet-121 ([Huang et al. 2017](https://arxiv.org/abs/1608.06993)).

use netweave::prelude::*;

network! {
    /// So many channels more than came in.
    template dense(x; growth) {
        let grown = x -> norm1: batch_norm -> relu -> conv1: conv2d(4 * growth, kernel = 1)
            -> norm2: batch_norm -> relu -> conv2: conv2d(growth, kernel = 3, padding = 1);
        concat(x, grown, axis = 0)
    }
    template transition(x; channels) {
        x -> norm: batch_norm -> relu -> conv: conv2d(channels, kernel = 1) -> avg_pool2d(2)
    }
    template block(x; layers, growth = 32) { x -> repeat layers as _ layer: dense(growth) }
    pub network DenseNet121(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image -> conv: conv2d(64, kernel = 7, stride = 2, padding = 3) -> norm: batch_norm -> relu
            -> max_pool2d(3, stride = 2, padding = 1) -> block1: block(6) -> transition1: transition(128)
            -> block2: block(12) -> transition2: transition(256) -> block3: block(24) -> transition3: transition(512)
            -> block4: block(16) -> last: batch_norm -> relu -> global_avg_pool -> fc: linear(1000)
    }

    /// The same for pictures of 32×32, of a size that can be tried by hand.
    pub network TinyDenseNet(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(bias = false, init = he_normal) }
        image -> conv: conv2d(8, kernel = 7, stride = 2, padding = 3) -> norm: batch_norm -> relu
            -> max_pool2d(3, stride = 2, padding = 1) -> block1: block(2, 4) -> transition1: transition(8)
            -> block2: block(3, 4) -> transition2: transition(10) -> block3: block(2, 4) -> transition3: transition(9)
            -> block4: block(2, 4) -> last: batch_norm -> relu -> global_avg_pool -> fc: linear(10)
    }
}
