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

    /// Features of the motion, and the flow that they tell, in pixels of its level.
    template decode(x) {
        let x = x -> conv1: unit(128) -> conv2: unit(128) -> conv3: unit(96) -> conv4: unit(64) -> conv5: unit(32);
        (x, x -> flow: conv2d(2, kernel = 3, padding = 1))
    }

    /// The same at a level, from what the one below has told.
    template finer(first, second, x, flow) {
        let up = flow -> up: conv_transpose2d(2, kernel = 4, stride = 2, padding = 1);
        let costs = first -> compare: compare(warp(second, up, padding = zeros));
        let features = x -> features: conv_transpose2d(2, kernel = 4, stride = 2, padding = 1);
        concat(costs, first, up, features, axis = 0) -> decode: decode
    }

    pub network Pwc(first: [3, 64, 64], second: [3, 64, 64]) -> [2, 64, 64] {
        reuse scope pyramid(frame) {
            let level2 = frame -> level1: level(16) -> level2: level(32);
            let level3 = level2 -> level3: level(64);
            (level2, level3, level3 -> level4: level(96))
        }
        let (first2, first3, first4) = pyramid(first);
        let (second2, second3, second4) = pyramid(second);
        let (x4, flow4) = first4 -> compare4: compare(second4) -> decode4: decode;
        let (x3, flow3) = first3 -> finer3: finer(second3, x4, flow4);
        let (x2, rough) = first2 -> finer2: finer(second2, x3, flow3);

        // What is around at larger and larger distances makes the flow finer.
        let flow2 = rough + scope context {
            concat(x2, rough, axis = 0)
                -> conv1: unit(128) -> conv2: unit(128, dilation = 2) -> conv3: unit(128, dilation = 4)
                -> conv4: unit(96, dilation = 8) -> conv5: unit(64, dilation = 16) -> conv6: unit(32)
                -> correction: conv2d(2, kernel = 3, padding = 1)
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
