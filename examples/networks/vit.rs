//! The vision transformer ViT-B/16 ([Dosovitskiy et al. 2021](https://arxiv.org/abs/2010.11929)).

use netweave::prelude::*;

network! {
    template block(x; width, heads) {
        let x = x + (x -> ln_1: layer_norm(epsilon = 1e-6) -> attn: attention(heads));
        x + (x -> ln_2: layer_norm(epsilon = 1e-6) -> up: linear(4 * width) -> gelu -> down: linear(width))
    }

    pub network VitB16(image: [3, 224, 224]) -> [1000] {
        let patches = image -> patch: conv2d(768, kernel = 16, stride = 16) -> reshape([768, 196]) -> permute([1, 0]);
        let x = concat((token: variable([1, 768], init = zeros)), patches, axis = 0);
        let x = x + (positions: variable([197, 768], init = normal(0.02)));
        let x = x -> repeat 12 layer: block(768, 12) -> ln: layer_norm(epsilon = 1e-6);
        let (first, _rest) = split(x, sizes = [1, 196], axis = 0);
        first -> flatten -> head: linear(1000)
    }

    /// The same for pictures of 32×32, of a size that can be tried by hand.
    pub network TinyVit(image: [3, 32, 32]) -> [10] {
        let patches = image -> patch: conv2d(48, kernel = 8, stride = 8) -> reshape([48, 16]) -> permute([1, 0]);
        let x = concat((token: variable([1, 48], init = zeros)), patches, axis = 0);
        let x = x + (positions: variable([17, 48], init = normal(0.02)));
        let x = x -> repeat 2 layer: block(48, 4) -> ln: layer_norm(epsilon = 1e-6);
        let (first, _rest) = split(x, sizes = [1, 16], axis = 0);
        first -> flatten -> head: linear(10)
    }
}
