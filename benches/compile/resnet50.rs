//! ResNet-50 (He et al. 2015), with the stride in the 3×3 convolution as torchvision has it.

use netweave::prelude::*;

network! {
    /// Recognises one of 1,000 things in a photograph.
    pub network ResNet50(image: [3, 224, 224]) -> [1000] {
        let stem = scope stem {
            image -> conv1: conv2d(64, kernel = 7, stride = 2, padding = 3, bias = false) -> bn1: batch_norm -> relu
                -> max_pool2d(3, stride = 2, padding = 1)
        };
        let layer1 = scope layer1 {
            let x0 = scope block0 {
                let inner = stem
                    -> conv1: conv2d(64, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(64, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(256, kernel = 1, bias = false) -> bn3: batch_norm;
                let shortcut = stem -> down: conv2d(256, kernel = 1, bias = false) -> bn: batch_norm;
                relu(inner + shortcut)
            };
            let x1 = scope block1 {
                let inner = x0
                    -> conv1: conv2d(64, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(64, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(256, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x0)
            };
            let x2 = scope block2 {
                let inner = x1
                    -> conv1: conv2d(64, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(64, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(256, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x1)
            };
            x2
        };
        let layer2 = scope layer2 {
            let x0 = scope block0 {
                let inner = layer1
                    -> conv1: conv2d(128, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(128, kernel = 3, stride = 2, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(512, kernel = 1, bias = false) -> bn3: batch_norm;
                let shortcut = layer1 -> down: conv2d(512, kernel = 1, stride = 2, bias = false) -> bn: batch_norm;
                relu(inner + shortcut)
            };
            let x1 = scope block1 {
                let inner = x0
                    -> conv1: conv2d(128, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(128, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(512, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x0)
            };
            let x2 = scope block2 {
                let inner = x1
                    -> conv1: conv2d(128, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(128, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(512, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x1)
            };
            let x3 = scope block3 {
                let inner = x2
                    -> conv1: conv2d(128, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(128, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(512, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x2)
            };
            x3
        };
        let layer3 = scope layer3 {
            let x0 = scope block0 {
                let inner = layer2
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, stride = 2, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                let shortcut = layer2 -> down: conv2d(1024, kernel = 1, stride = 2, bias = false) -> bn: batch_norm;
                relu(inner + shortcut)
            };
            let x1 = scope block1 {
                let inner = x0
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x0)
            };
            let x2 = scope block2 {
                let inner = x1
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x1)
            };
            let x3 = scope block3 {
                let inner = x2
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x2)
            };
            let x4 = scope block4 {
                let inner = x3
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x3)
            };
            let x5 = scope block5 {
                let inner = x4
                    -> conv1: conv2d(256, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(256, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(1024, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x4)
            };
            x5
        };
        let layer4 = scope layer4 {
            let x0 = scope block0 {
                let inner = layer3
                    -> conv1: conv2d(512, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(512, kernel = 3, stride = 2, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(2048, kernel = 1, bias = false) -> bn3: batch_norm;
                let shortcut = layer3 -> down: conv2d(2048, kernel = 1, stride = 2, bias = false) -> bn: batch_norm;
                relu(inner + shortcut)
            };
            let x1 = scope block1 {
                let inner = x0
                    -> conv1: conv2d(512, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(512, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(2048, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x0)
            };
            let x2 = scope block2 {
                let inner = x1
                    -> conv1: conv2d(512, kernel = 1, bias = false) -> bn1: batch_norm -> relu
                    -> conv2: conv2d(512, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm -> relu
                    -> conv3: conv2d(2048, kernel = 1, bias = false) -> bn3: batch_norm;
                relu(inner + x1)
            };
            x2
        };
        let logits = layer4 -> global_avg_pool -> fc: linear(1000);
        loss classification(labels: [1000]) = softmax_cross_entropy(logits, labels);
        logits
    }
}
