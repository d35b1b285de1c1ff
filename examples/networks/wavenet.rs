//! WaveNet ([van den Oord et al. 2016](https://arxiv.org/abs/1609.03499)), which tells a wave sample by sample.

use netweave::prelude::*;

network! {
    /// A gated unit. The state is what goes through, and below it the sum of what all units have given to the end.
    template unit(state; channels, dilation) {
        let (filter, gate) = state -> first(channels)
            -> dilated: conv1d(2 * channels, kernel = 2, dilation = dilation, padding = causal) -> split(axis = 0);
        state + ((filter -> tanh) * (gate -> sigmoid) -> out: conv1d(2 * channels, kernel = 1))
    }

    /// Each unit looks back twice as far as the one before: all together, 1023 samples.
    template units(state; channels) {
        state -> d1: unit(channels, 1) -> d2: unit(channels, 2) -> d4: unit(channels, 4) -> d8: unit(channels, 8)
            -> d16: unit(channels, 16) -> d32: unit(channels, 32) -> d64: unit(channels, 64)
            -> d128: unit(channels, 128) -> d256: unit(channels, 256) -> d512: unit(channels, 512)
    }

    /// Which of 256 loudnesses comes next, after each sample of a wave of any length.
    pub network WaveNet<time>(samples: [time] of usize) -> [256, time] {
        let x = samples -> front: embedding(256, 64) -> permute([1, 0]);
        let state = concat(x, 0 * x, axis = 0) -> repeat 2 stacks: units(64);
        let (_through, skips) = state -> split(axis = 0);
        let logits = skips -> relu -> mix: conv1d(128, kernel = 1) -> relu -> head: conv1d(256, kernel = 1);
        loss next(following: [time] of usize) = softmax_cross_entropy(logits, following);
        logits
    }
}
