//! Llama 3 ([Grattafiori et al. 2024](https://arxiv.org/abs/2407.21783)), the one of eight billion parameters.

use netweave::prelude::*;

network! {
    /// Several heads of queries share one of keys and values, and positions are in how these are turned.
    template block(x; width, heads, kv_heads, hidden) {
        let x = x + (x -> input_norm: rms_norm -> attn: attention(heads, kv_heads = kv_heads));
        let y = x -> post_norm: rms_norm;
        let gate = y -> gate: linear(hidden) -> silu;
        x + (gate * (y -> up: linear(hidden)) -> down: linear(width))
    }

    /// Scores of the next token, at each place of a text of any length.
    pub network Llama3<time>(tokens: [time] of usize) -> [time, 128_256] {
        defaults {
            linear(bias = false, init = normal(0.02)); rms_norm(epsilon = 1e-5);
            attention(causal = true, bias = false, rotary = true, rotary_base = 500_000, init = normal(0.02))
        }
        tokens -> embed: embedding(128_256, 4096, init = normal(0.02))
            -> repeat 32 layer: block(4096, 32, 8, 14_336) -> norm: rms_norm -> head: linear(128_256)
    }

    /// The same of a size that can be tried by hand.
    pub network TinyLlama<time>(tokens: [time] of usize) -> [time, 100] {
        defaults {
            linear(bias = false, init = normal(0.02)); rms_norm(epsilon = 1e-5);
            attention(causal = true, bias = false, rotary = true, rotary_base = 500_000, init = normal(0.02))
        }
        tokens -> embed: embedding(100, 32, init = normal(0.02))
            -> repeat 2 layer: block(32, 4, 2, 56) -> norm: rms_norm -> head: linear(100)
    }
}
