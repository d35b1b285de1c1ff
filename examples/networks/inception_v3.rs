//! Inception v3 ([Szegedy et al. 2016](https://arxiv.org/abs/1512.00567)), without the classifier on the way.

use netweave::prelude::*;

network! {
    template conv_bn(x; channels, kernel = 1, stride = 1, padding = same) {
        x -> conv: conv2d(channels, kernel = kernel, stride = stride, padding = padding) -> bn: batch_norm -> relu
    }

    /// 5×5, and 3×3 twice.
    template mixed5(x; pooled) {
        let one = x -> one: conv_bn(64);
        let five = x -> five_1: conv_bn(48) -> five_2: conv_bn(64, 5);
        let three = x -> three_1: conv_bn(64) -> three_2: conv_bn(96, 3) -> three_3: conv_bn(96, 3);
        let pool = x -> avg_pool2d(3, stride = 1, padding = 1) -> pool: conv_bn(pooled);
        concat(one, five, three, pool, axis = 0)
    }

    template down6(x) {
        let three = x -> three: conv_bn(384, 3, 2, valid);
        let twice = x -> twice_1: conv_bn(64) -> twice_2: conv_bn(96, 3) -> twice_3: conv_bn(96, 3, 2, valid);
        concat(three, twice, x -> max_pool2d(3, stride = 2), axis = 0)
    }

    /// 7×7, as seven rows and seven columns.
    template mixed6(x; narrow) {
        let one = x -> one: conv_bn(192);
        let seven = x -> seven_1: conv_bn(narrow) -> seven_2: conv_bn(narrow, [1, 7]) -> seven_3: conv_bn(192, [7, 1]);
        let twice = x
            -> twice_1: conv_bn(narrow) -> twice_2: conv_bn(narrow, [7, 1]) -> twice_3: conv_bn(narrow, [1, 7])
            -> twice_4: conv_bn(narrow, [7, 1]) -> twice_5: conv_bn(192, [1, 7]);
        let pool = x -> avg_pool2d(3, stride = 1, padding = 1) -> pool: conv_bn(192);
        concat(one, seven, twice, pool, axis = 0)
    }

    template down7(x) {
        let three = x -> three_1: conv_bn(192) -> three_2: conv_bn(320, 3, 2, valid);
        let seven = x
            -> seven_1: conv_bn(192) -> seven_2: conv_bn(192, [1, 7]) -> seven_3: conv_bn(192, [7, 1])
            -> seven_4: conv_bn(192, 3, 2, valid);
        concat(three, seven, x -> max_pool2d(3, stride = 2), axis = 0)
    }

    /// Rows and columns beside each other.
    template mixed7(x) {
        let one = x -> one: conv_bn(320);
        let three = x -> three_1: conv_bn(384);
        let three = concat(three -> three_2a: conv_bn(384, [1, 3]), three -> three_2b: conv_bn(384, [3, 1]), axis = 0);
        let twice = x -> twice_1: conv_bn(448) -> twice_2: conv_bn(384, 3);
        let twice = concat(twice -> twice_3a: conv_bn(384, [1, 3]), twice -> twice_3b: conv_bn(384, [3, 1]), axis = 0);
        let pool = x -> avg_pool2d(3, stride = 1, padding = 1) -> pool: conv_bn(192);
        concat(one, three, twice, pool, axis = 0)
    }

    pub network InceptionV3(image: [3, 299, 299]) -> [1000] {
        defaults { conv2d(bias = false, init = normal(0.1)); batch_norm(epsilon = 0.001) }
        image
            -> stem1: conv_bn(32, 3, 2, valid) -> stem2: conv_bn(32, 3, padding = valid) -> stem3: conv_bn(64, 3)
            -> max_pool2d(3, stride = 2)
            -> stem4: conv_bn(80) -> stem5: conv_bn(192, 3, padding = valid) -> max_pool2d(3, stride = 2)
            -> mixed5b: mixed5(32) -> mixed5c: mixed5(64) -> mixed5d: mixed5(64)
            -> mixed6a: down6 -> mixed6b: mixed6(128) -> mixed6c: mixed6(160) -> mixed6d: mixed6(160)
            -> mixed6e: mixed6(192) -> mixed7a: down7 -> mixed7b: mixed7 -> mixed7c: mixed7
            -> global_avg_pool -> dropout(0.5) -> fc: linear(1000)
    }
}
