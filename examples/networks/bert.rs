//! BERT base ([Devlin et al. 2019](https://arxiv.org/abs/1810.04805)), with the pooler of its first token.

use netweave::prelude::*;

network! {
    template block(x, mask; width, heads) {
        let y = x -> attn: attention(heads, mask = mask, init = normal(0.02)) -> dropout(0.1);
        let x = x + y -> ln_1: layer_norm(epsilon = 1e-12);
        let y = x -> up: linear(4 * width, init = normal(0.02)) -> gelu -> down: linear(width, init = normal(0.02));
        x + (y -> dropout(0.1)) -> ln_2: layer_norm(epsilon = 1e-12)
    }

    /// Two sentences of 512 words together; `mask` is 1 where there is a word, and 0 where there is padding.
    pub network Bert(words: [512] of usize, segments: [512] of usize, mask: [512]) -> (hidden: [512, 768], pooled: [768]) {
        let x = (words -> word: embedding(30_522, 768, init = normal(0.02)))
            + (position: variable([512, 768], init = normal(0.02)))
            + (segments -> segment: embedding(2, 768, init = normal(0.02)));
        let x = x -> ln: layer_norm(epsilon = 1e-12) -> dropout(0.1);
        let hidden = x -> repeat 12 layer: block(mask, 768, 12);
        let (first, _rest) = split(hidden, sizes = [1, 511], axis = 0);
        let pooled = first -> flatten -> pooler: linear(768, init = normal(0.02)) -> tanh;
        (hidden, pooled)
    }

    /// The same of a size that can be tried by hand.
    pub network TinyBert(words: [16] of usize, segments: [16] of usize, mask: [16]) -> (hidden: [16, 32], pooled: [32]) {
        let x = (words -> word: embedding(100, 32, init = normal(0.02)))
            + (position: variable([16, 32], init = normal(0.02)))
            + (segments -> segment: embedding(2, 32, init = normal(0.02)));
        let x = x -> ln: layer_norm(epsilon = 1e-12) -> dropout(0.1);
        let hidden = x -> repeat 2 layer: block(mask, 32, 4);
        let (first, _rest) = split(hidden, sizes = [1, 15], axis = 0);
        let pooled = first -> flatten -> pooler: linear(32, init = normal(0.02)) -> tanh;
        (hidden, pooled)
    }
}
