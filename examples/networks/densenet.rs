//! DenseNet-121 ([Huang et al. 2017](https://arxiv.org/abs/1608.06993)).

use netweave::prelude::*;

network! {
    /// 32 channels more than came in.
    template dense(x) {
        let grown = x -> norm1: batch_norm -> relu -> conv1: conv2d(128, kernel = 1)
            -> norm2: batch_norm -> relu -> conv2: conv2d(32, kernel = 3, padding = 1);
        concat(x, grown, axis = 0)
    }
    /// The layers of a block differ in their width, so that each is a scope of its own.
    template four(x) { x -> layer1: dense -> layer2: dense -> layer3: dense -> layer4: dense }
    template six(x) { x -> four: four -> layer5: dense -> layer6: dense }
    template transition(x; channels) {
        x -> norm: batch_norm -> relu -> conv: conv2d(channels, kernel = 1) -> avg_pool2d(2)
    }
    template twelve(x) { x -> a: six -> b: six }
    template twenty_four(x) { x -> a: twelve -> b: twelve }
    template sixteen(x) { x -> a: twelve -> b: four }
    pub network DenseNet121(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(bias = false, init = he_normal) }
        image -> conv: conv2d(64, kernel = 7, stride = 2, padding = 3) -> norm: batch_norm -> relu
            -> max_pool2d(3, stride = 2, padding = 1) -> block1: six -> transition1: transition(128)
            -> block2: twelve -> transition2: transition(256) -> block3: twenty_four -> transition3: transition(512)
            -> block4: sixteen -> last: batch_norm -> relu -> global_avg_pool -> fc: linear(1000)
    }
}
