//! U-Net ([Ronneberger, Fischer and Brox 2015](https://arxiv.org/abs/1505.04597)), with padding and batch norm.

use netweave::prelude::*;

network! {
    template double_conv(x; channels, pool = false) {
        let x = if pool { x -> max_pool2d(2) } else { x };
        x -> conv1: conv2d(channels, kernel = 3, padding = same, bias = false) -> bn1: batch_norm -> relu
          -> conv2: conv2d(channels, kernel = 3, padding = same, bias = false) -> bn2: batch_norm -> relu
    }

    /// Twice the resolution, joined with what the way down saw at that resolution.
    template rise(x, skip; channels) {
        let up = x -> up: conv_transpose2d(channels, kernel = 2, stride = 2);
        concat(skip, up, axis = 0) -> merge: double_conv(channels)
    }

    pub network UNet(image: [3, 128, 128]) -> [2, 128, 128] {
        let (x, seen) = image -> repeat 5 as i down: double_conv(64 * 2 ^ i, pool = i > 0);
        x -> repeat 4 as i up: rise(seen[3 - i], 512 / 2 ^ i) -> head: conv2d(2, kernel = 1)
    }
}
