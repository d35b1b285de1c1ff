//! VGG-19 ([Simonyan and Zisserman 2015](https://arxiv.org/abs/1409.1556)), with the names of TensorFlow-Slim,
//! whose `conv4_4` is what its ReLU gives: `relu4_4` here.

use netweave::prelude::*;

network! {
    pub network Vgg19(image: [3, 224, 224]) -> [1000] {
        defaults { conv2d(kernel = 3, padding = same, init = he_normal) }
        let block1 = scope block1 {
            image
                -> conv1_1: conv2d(64) -> relu1_1: relu -> conv1_2: conv2d(64) -> relu1_2: relu -> pool: max_pool2d(2)
        };
        let block2 = scope block2 {
            block1
                -> conv2_1: conv2d(128) -> relu2_1: relu -> conv2_2: conv2d(128) -> relu2_2: relu -> pool: max_pool2d(2)
        };
        let block3 = scope block3 {
            block2
                -> conv3_1: conv2d(256) -> relu3_1: relu -> conv3_2: conv2d(256) -> relu3_2: relu
                -> conv3_3: conv2d(256) -> relu3_3: relu -> conv3_4: conv2d(256) -> relu3_4: relu -> pool: max_pool2d(2)
        };
        let block4 = scope block4 {
            block3
                -> conv4_1: conv2d(512) -> relu4_1: relu -> conv4_2: conv2d(512) -> relu4_2: relu
                -> conv4_3: conv2d(512) -> relu4_3: relu -> conv4_4: conv2d(512) -> relu4_4: relu -> pool: max_pool2d(2)
        };
        let block5 = scope block5 {
            block4
                -> conv5_1: conv2d(512) -> relu5_1: relu -> conv5_2: conv2d(512) -> relu5_2: relu
                -> conv5_3: conv2d(512) -> relu5_3: relu -> conv5_4: conv2d(512) -> relu5_4: relu -> pool: max_pool2d(2)
        };
        block5 -> flatten
            -> fc6: linear(4096) -> relu -> dropout(0.5)
            -> fc7: linear(4096) -> relu -> dropout(0.5)
            -> fc8: linear(1000)
    }
}
