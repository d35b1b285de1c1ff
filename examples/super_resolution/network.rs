//! The networks of the example: what enlarges, and what looks at the result.

use netweave::prelude::*;

network! {
    /// What bilinear interpolation makes of a picture, and what is missing there.
    template enlarge(small;) {
        defaults { conv2d(kernel = 3, padding = same) }
        let missing = small -> normalize(mean = 0.5, deviation = 0.25)
            -> conv1: conv2d(32) -> leaky_relu(0.1)
            -> conv2: conv2d(32) -> leaky_relu(0.1)
            -> conv3: conv2d(32) -> leaky_relu(0.1)
            -> up: conv_transpose2d(16, kernel = 4, stride = 2, padding = 1) -> leaky_relu(0.1)
            -> conv4: conv2d(3, init = zeros, bias_init = zeros);
        (small -> upsample(scale = 2, mode = bilinear)) + missing
    }

    /// Makes a part of a photograph twice as wide and high.
    pub network Enlarge(small: [3, 24, 24]) -> [3, 48, 48] {
        let image = small -> net: enlarge;

        /// Each pixel is right.
        loss pixels(truth: [3, 48, 48]) = l1(image, truth);
        /// Each pixel is right, and a critic sees the same in both.
        loss sharp(truth: [3, 48, 48], critic: &Critic) =
            l1(image, truth) + 0.02 * perceptual(critic at 0.5 * relu1 + relu2 + relu3, image, truth);
        /// The same with a VGG-19 for the critic, whose activations are larger.
        loss sharp_vgg(truth: [3, 48, 48], critic: &Vgg19) =
            l1(image, truth) + 1e-3 * perceptual(critic at block2/conv2_2 + block3/conv3_4, image, truth);
        image
    }

    /// Makes a whole photograph twice as wide and high. Its variables are those of `Enlarge`.
    pub network Photograph(small: [3, 96, 96]) -> (bilinear: [3, 192, 192], enlarged: [3, 192, 192]) {
        let bilinear = small -> upsample(scale = 2, mode = bilinear);
        let enlarged = small -> net: enlarge -> clamp(min = 0, max = 1);
        (bilinear, enlarged)
    }

    /// Tells which of six photographs a part is from.
    pub network Critic(image: [3, 48, 48]) -> [6] {
        defaults { conv2d(kernel = 3, padding = same) }
        let logits = image -> normalize(mean = 0.5, deviation = 0.25)
            -> conv1: conv2d(16) -> relu1: relu -> max_pool2d(2)
            -> conv2: conv2d(32) -> relu2: relu -> max_pool2d(2)
            -> conv3: conv2d(64) -> relu3: relu
            -> global_avg_pool -> fc: linear(6);

        loss recognition(photograph: [6]) = softmax_cross_entropy(logits, photograph);
        logits
    }

    /// The first blocks of VGG-19 ([Simonyan and Zisserman 2015](https://arxiv.org/abs/1409.1556)), for pictures from 0
    /// to 1.
    pub network Vgg19(image: [3, 48, 48]) -> [256, 12, 12] {
        defaults { conv2d(kernel = 3, padding = same) }
        let normalized = image -> normalize(imagenet);
        let block1 = scope block1 {
            normalized -> conv1_1: conv2d(64) -> relu -> conv1_2: conv2d(64) -> relu -> max_pool2d(2)
        };
        let block2 = scope block2 {
            block1 -> conv2_1: conv2d(128) -> relu -> conv2_2: conv2d(128) -> relu -> max_pool2d(2)
        };
        scope block3 {
            block2
                -> conv3_1: conv2d(256) -> relu -> conv3_2: conv2d(256) -> relu
                -> conv3_3: conv2d(256) -> relu -> conv3_4: conv2d(256)
        }
    }
}
