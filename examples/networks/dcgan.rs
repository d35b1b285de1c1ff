//! DCGAN ([Radford, Metz and Chintala 2016](https://arxiv.org/abs/1511.06434)), for pictures of 64×64.

use netweave::prelude::*;

network! {
    template up(x; channels) {
        x -> conv: conv_transpose2d(channels, kernel = 4, stride = 2, padding = 1) -> bn: batch_norm -> relu
    }

    template down(x; channels) {
        x -> conv: conv2d(channels, kernel = 4, stride = 2, padding = 1) -> bn: batch_norm -> leaky_relu(0.2)
    }

    /// A picture of noise.
    pub network Generator(noise: [100]) -> [3, 64, 64] {
        defaults { conv_transpose2d(bias = false, init = normal(0.02)); batch_norm(init = normal(1, 0.02)) }
        noise -> reshape([100, 1, 1])
            -> project: conv_transpose2d(512, kernel = 4) -> bn: batch_norm -> relu
            -> up1: up(256) -> up2: up(128) -> up3: up(64)
            -> draw: conv_transpose2d(3, kernel = 4, stride = 2, padding = 1) -> tanh
    }

    /// How likely it is that a picture is a real one.
    pub network Discriminator(image: [3, 64, 64]) -> [1] {
        defaults { conv2d(bias = false, init = normal(0.02)); batch_norm(init = normal(1, 0.02)) }
        image
            -> look: conv2d(64, kernel = 4, stride = 2, padding = 1) -> leaky_relu(0.2)
            -> down1: down(128) -> down2: down(256) -> down3: down(512)
            -> judge: conv2d(1, kernel = 4) -> flatten -> sigmoid
    }
}
