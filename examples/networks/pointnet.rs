//! PointNet ([Qi et al. 2017](https://arxiv.org/abs/1612.00593)), which tells what a cloud of points is, in whatever order
//! they come.

use netweave::prelude::*;

/// The points of a cloud.
const POINTS: usize = 1024;

fn identity([row, column]: [usize; 2]) -> f64 {
    if row == column { 1.0 } else { 0.0 }
}

network! {
    /// A layer that is the same for all points.
    template shared(x; channels) {
        x -> conv: conv2d(channels, kernel = 1) -> bn: batch_norm -> relu
    }

    template dense(x; features) {
        x -> fc: linear(features) -> bn: batch_norm -> relu
    }

    /// A matrix for all points of a cloud: the identity, and what is learnt beside it.
    template transform(x; channels) {
        let learnt = x
            -> conv1: shared(64) -> conv2: shared(128) -> conv3: shared(1024) -> max(axes = [1, 2])
            -> fc1: dense(512) -> fc2: dense(256) -> fc3: linear(channels * channels);
        (learnt -> reshape([channels, channels])) + constant([channels, channels], identity)
    }

    pub network PointNet(cloud: [3, POINTS]) -> [40] {
        let stn = cloud -> reshape([3, POINTS, 1]) -> stn: transform(3);
        let x = einsum("cn,cd->dn", cloud, stn) -> reshape([3, POINTS, 1]) -> conv1: shared(64);
        let x = einsum("cn,cd->dn", x -> reshape([64, POINTS]), x -> fstn: transform(64)) -> reshape([64, POINTS, 1]);
        let features = x
            -> conv2: shared(128) -> conv3: conv2d(1024, kernel = 1) -> bn3: batch_norm -> max(axes = [1, 2]);
        features
            -> fc1: dense(512) -> fc2: linear(256) -> dropout(0.3) -> bn2: batch_norm -> relu -> fc3: linear(40)
    }
}
