//! Optical flow from a pyramid, a warp and a cost volume: a small PWC-Net
//! ([Sun et al. 2018](https://arxiv.org/abs/1709.02371)).

use netweave::prelude::*;

network! {
    template unit(x; channels, stride = 1, dilation = 1) {
        x -> conv: conv2d(channels, kernel = 3, stride = stride, padding = dilation, dilation = dilation)
          -> leaky_relu(0.1)
    }

    /// What a frame looks like at half the resolution.
    template level(frame; channels) {
        frame -> down: unit(channels, stride = 2) -> conv1: unit(channels) -> conv2: unit(channels)
    }

    /// What is known of the motion at a level: how alike each place of the first frame is with those of the second around where
    /// the flow so far leads.
    template compare(first, second) {
        correlation(first, second, max_displacement = 4) -> leaky_relu(0.1)
    }

    template decode(x) {
        x -> conv1: unit(128) -> conv2: unit(128) -> conv3: unit(96) -> conv4: unit(64) -> conv5: unit(32)
    }

    template flow(x) {
        x -> conv: conv2d(2, kernel = 3, padding = 1)
    }

    /// Twice the resolution.
    template rise(x) {
        x -> conv: conv_transpose2d(2, kernel = 4, stride = 2, padding = 1)
    }

    pub network Pwc(first: [3, 64, 64], second: [3, 64, 64]) -> [2, 64, 64] {
        reuse scope level1(frame) { frame -> level: level(16) }
        reuse scope level2(frame) { frame -> level: level(32) }
        reuse scope level3(frame) { frame -> level: level(64) }
        reuse scope level4(frame) { frame -> level: level(96) }

        let first2 = first -> level1 -> level2;
        let first3 = first2 -> level3;
        let first4 = first3 -> level4;
        let second2 = second -> level1 -> level2;
        let second3 = second2 -> level3;
        let second4 = second3 -> level4;

        // A flow is in pixels of its level.
        let x4 = first4 -> compare4: compare(second4) -> decode4: decode;
        let flow4 = x4 -> flow4: flow;

        let up3 = flow4 -> up3: rise;
        let costs3 = first3 -> compare3: compare(warp(second3, up3, padding = zeros));
        let x3 = concat(costs3, first3, up3, x4 -> features3: rise, axis = 0) -> decode3: decode;
        let flow3 = x3 -> flow3: flow;

        let up2 = flow3 -> up2: rise;
        let costs2 = first2 -> compare2: compare(warp(second2, up2, padding = zeros));
        let x2 = concat(costs2, first2, up2, x3 -> features2: rise, axis = 0) -> decode2: decode;
        let rough = x2 -> rough: flow;

        // What is around at larger and larger distances makes the flow finer.
        let flow2 = rough + scope context {
            concat(x2, rough, axis = 0)
                -> conv1: unit(128) -> conv2: unit(128, dilation = 2) -> conv3: unit(128, dilation = 4)
                -> conv4: unit(96, dilation = 8) -> conv5: unit(64, dilation = 16) -> conv6: unit(32) -> correction: flow
        };

        // The length of what a flow is from the true one at each place; the root has no slope at 0.
        /// How far the flow of each level is from the true one, the coarsest first of all.
        loss supervised(truth: [2, 64, 64]) =
            0.32 * l1(sqrt(sum(square(flow4 - avg_pool2d(truth, 16) / 16), axis = 0) + 1e-8), zeros([4, 4]))
            + 0.08 * l1(sqrt(sum(square(flow3 - avg_pool2d(truth, 8) / 8), axis = 0) + 1e-8), zeros([8, 8]))
            + 0.02 * l1(sqrt(sum(square(flow2 - avg_pool2d(truth, 4) / 4), axis = 0) + 1e-8), zeros([16, 16]));
        4 * (flow2 -> upsample(scale = 4, mode = bilinear))
    }
}
