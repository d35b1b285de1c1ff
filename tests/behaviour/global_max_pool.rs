use netweave::prelude::*;

use crate::golden::{Image, Sequence, Volume, check};

network! {
    network OfSequence(input: [3, 7]) -> [3] {
        input -> global_max_pool
    }

    network OfImage(input: [3, 4, 5]) -> [3] {
        input -> global_max_pool
    }

    network OfVolume(input: [3, 2, 3, 4]) -> [3, 1, 1, 1] {
        input -> global_max_pool(keep = true)
    }
}

#[test]
fn of_any_axes() {
    check::<OfSequence<f64>, Sequence<3, 7>, _>("global_max_pool_sequence");
    check::<OfImage<f64>, Image<3, 4, 5>, _>("global_max_pool_image");
    check::<OfVolume<f64>, Volume<3, 2, 3, 4>, _>("global_max_pool_volume");
}
