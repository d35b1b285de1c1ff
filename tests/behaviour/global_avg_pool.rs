use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Sequence, Volume, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3] {
        input -> global_avg_pool
    }

    network OfSequence(input: [3, 7]) -> [3] {
        input -> global_avg_pool
    }

    network OfVolume(input: [3, 2, 3, 4]) -> [3] {
        input -> global_avg_pool
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("global_avg_pool_image");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("global_avg_pool_image");
}

#[test]
fn sequences_and_volumes() {
    check::<OfSequence<f64>, Sequence<3, 7>, _>("global_avg_pool_sequence");
    check::<OfVolume<f64>, Volume<3, 2, 3, 4>, _>("global_avg_pool_volume");
}
