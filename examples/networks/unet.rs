//! U-Net ([Ronneberger, Fischer and Brox 2015](https://arxiv.org/abs/1505.04597)), with padding and batch norm.

use netweave::prelude::*;

network! {
    template double_conv(x; channels) {
        x -> conv1: conv2d(channels, kernel = 3, padding = same, bias = false) -> bn1: batch_norm -> relu
          -> conv2: conv2d(channels, kernel = 3, padding = same, bias = false) -> bn2: batch_norm -> relu
    }

    /// Twice the resolution, joined with what the way down saw at that resolution.
    template rise(x, skip; channels) {
        let up = x -> up: conv_transpose2d(channels, kernel = 2, stride = 2);
        concat(skip, up, axis = 0) -> merge: double_conv(channels)
    }

    pub network UNet(image: [3, 128, 128]) -> [2, 128, 128] {
        let d1 = image -> down1: double_conv(64);
        let d2 = d1 -> max_pool2d(2) -> down2: double_conv(128);
        let d3 = d2 -> max_pool2d(2) -> down3: double_conv(256);
        let d4 = d3 -> max_pool2d(2) -> down4: double_conv(512);
        d4 -> max_pool2d(2) -> bottom: double_conv(1024)
            -> up4: rise(d4, 512) -> up3: rise(d3, 256) -> up2: rise(d2, 128) -> up1: rise(d1, 64)
            -> head: conv2d(2, kernel = 1)
    }
}
