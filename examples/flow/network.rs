//! The network of the example, and nothing else: the benches time it too.

use netweave::prelude::*;

network! {
    /// Estimates how two frames hang together, from the frames alone.
    ///
    /// `flow` leads from each pixel of the first frame to where it is in the second, and `warped` is the second frame
    /// pulled along it. The motion is found in frames of an eighth of the size first, and made finer three times: of
    /// what is left at a size, little is more than a pixel.
    pub network Flow(first: [3, 96, 96], second: [3, 96, 96]) -> (flow: [2, 96, 96], warped: [3, 96, 96]) {
        defaults { conv2d(kernel = 3, padding = same) }

        /// What a frame looks like around each pixel, at any size.
        reuse scope encoder(frame) {
            frame -> conv1: conv2d(16) -> leaky_relu(0.1) -> conv2: conv2d(16) -> leaky_relu(0.1)
        }

        /// A flow, and what is seen to be wrong with it. It begins with nothing to correct.
        reuse scope refine(first, second, flow) {
            let correction = concat(encoder(first), warp(encoder(second), flow), flow, axis = 0)
                -> conv1: conv2d(32) -> leaky_relu(0.1)
                -> conv2: conv2d(32) -> leaky_relu(0.1)
                -> conv3: conv2d(2, init = zeros, bias_init = zeros);
            flow + correction
        }

        let first2 = first -> avg_pool2d(2);
        let first4 = first2 -> avg_pool2d(2);
        let first8 = first4 -> avg_pool2d(2);
        let second2 = second -> avg_pool2d(2);
        let second4 = second2 -> avg_pool2d(2);
        let second8 = second4 -> avg_pool2d(2);

        // Displacements are in pixels, and pixels of half the size are twice as many.
        let flow8 = refine(first8, second8, 0 * meshgrid(first8));
        let flow4 = refine(first4, second4, 2 * (flow8 -> upsample(scale = 2, mode = bilinear)));
        let flow2 = refine(first2, second2, 2 * (flow4 -> upsample(scale = 2, mode = bilinear)));
        let flow = refine(first, second, 2 * (flow2 -> upsample(scale = 2, mode = bilinear)));
        let warped = warp(second, flow);

        /// The frames agree at every size, and the flow is smooth.
        loss unsupervised =
            (warped -> photometric: l1(first))
            + (warp(second2, flow2) -> photometric2: l1(first2))
            + (warp(second4, flow4) -> photometric4: l1(first4))
            + (warp(second8, flow8) -> photometric8: l1(first8))
            + 1e-5 * (flow -> smoothness: total_variation);
        (flow, warped)
    }
}
