//! GPT-2 ([Radford et al. 2019](https://openai.com/index/better-language-models/)), the small one.

use netweave::prelude::*;

network! {
    template block(x; width, heads) {
        let x = x + (x -> ln_1: layer_norm -> attn: attention(heads, causal = true, init = normal(0.02)));
        x + (x -> ln_2: layer_norm
            -> up: linear(4 * width, init = normal(0.02)) -> gelu(approximate = tanh)
            -> down: linear(width, init = normal(0.02)))
    }

    /// Scores of the next token, at each place of a text of 1024 tokens.
    pub network Gpt2(tokens: [1024] of usize) -> [1024, 50_257] {
        let x = tokens -> wte: embedding(50_257, 768, init = normal(0.02));
        let x = x + (wpe: variable([1024, 768], init = normal(0.01)));
        x -> repeat 12 h: block(768, 12) -> ln_f: layer_norm -> linear(50_257, bias = false, weight = wte.weight)
    }

    /// The same of a size that can be tried by hand.
    pub network TinyGpt2(tokens: [16] of usize) -> [16, 100] {
        let x = tokens -> wte: embedding(100, 32, init = normal(0.02));
        let x = x + (wpe: variable([16, 32], init = normal(0.01)));
        x -> repeat 2 h: block(32, 4) -> ln_f: layer_norm -> linear(100, bias = false, weight = wte.weight)
    }
}
