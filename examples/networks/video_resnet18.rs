//! ResNet-18 of films ([Tran et al. 2018](https://arxiv.org/abs/1711.11248), where it is R3D), whose convolutions go through time as well.

use netweave::prelude::*;

network! {
    template convolution(x; channels, stride = 1) {
        x -> conv: conv3d(channels, kernel = 3, stride = stride, padding = 1) -> bn: batch_norm
    }

    template basic(x; channels) {
        let y = x -> conv1: convolution(channels) -> relu -> conv2: convolution(channels);
        y + x -> relu
    }

    /// The same at half the resolution, of space and of time.
    template basic_down(x; channels) {
        let shortcut = scope downsample {
            x -> conv: conv3d(channels, kernel = 1, stride = 2) -> bn: batch_norm
        };
        let y = x -> conv1: convolution(channels, stride = 2) -> relu -> conv2: convolution(channels);
        y + shortcut -> relu
    }

    template stage(x; channels) {
        x -> first: basic_down(channels) -> repeat 1 rest: basic(channels)
    }

    pub network VideoResNet18(film: [3, 16, 112, 112]) -> [400] {
        defaults { conv3d(bias = false, init = he_normal) }
        let stem = scope stem {
            film -> conv: conv3d(64, kernel = [3, 7, 7], stride = [1, 2, 2], padding = [1, 3, 3]) -> bn: batch_norm -> relu
        };
        stem -> repeat 2 layer1: basic(64) -> layer2: stage(128) -> layer3: stage(256) -> layer4: stage(512)
            -> global_avg_pool -> fc: linear(400)
    }
}
