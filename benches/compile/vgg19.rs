//! VGG-19 (Simonyan and Zisserman 2015).

use netweave::prelude::*;

network! {
    /// Recognises one of 1,000 things in a photograph.
    pub network Vgg19(image: [3, 224, 224]) -> [1000] {
        let block1 = scope block1 {
            image
                -> conv1_1: conv2d(64, kernel = 3, padding = 1) -> relu
                -> conv1_2: conv2d(64, kernel = 3, padding = 1) -> relu
                -> max_pool2d(2)
        };
        let block2 = scope block2 {
            block1
                -> conv2_1: conv2d(128, kernel = 3, padding = 1) -> relu
                -> conv2_2: conv2d(128, kernel = 3, padding = 1) -> relu
                -> max_pool2d(2)
        };
        let block3 = scope block3 {
            block2
                -> conv3_1: conv2d(256, kernel = 3, padding = 1) -> relu
                -> conv3_2: conv2d(256, kernel = 3, padding = 1) -> relu
                -> conv3_3: conv2d(256, kernel = 3, padding = 1) -> relu
                -> conv3_4: conv2d(256, kernel = 3, padding = 1) -> relu
                -> max_pool2d(2)
        };
        let block4 = scope block4 {
            block3
                -> conv4_1: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv4_2: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv4_3: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv4_4: conv2d(512, kernel = 3, padding = 1) -> relu
                -> max_pool2d(2)
        };
        let block5 = scope block5 {
            block4
                -> conv5_1: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv5_2: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv5_3: conv2d(512, kernel = 3, padding = 1) -> relu
                -> conv5_4: conv2d(512, kernel = 3, padding = 1) -> relu
                -> max_pool2d(2)
        };
        let logits = scope classifier {
            block5 -> flatten
                -> fc1: linear(4096) -> relu -> dropout(0.5)
                -> fc2: linear(4096) -> relu -> dropout(0.5)
                -> fc3: linear(1000)
        };
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}
