//! `pixel_shuffle`, `pixel_unshuffle` and `channel_shuffle`

use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Shuffle(input: [8, 3, 2]) -> [2, 6, 4] {
        input -> pixel_shuffle(2)
    }

    network Unshuffle(input: [2, 6, 4]) -> [8, 3, 2] {
        input -> pixel_unshuffle(2)
    }

    network Channels(input: [6, 3, 2]) -> [6, 3, 2] {
        input -> channel_shuffle(3)
    }
}

#[test]
fn shuffle() {
    check::<Shuffle<f64>, Image<8, 3, 2>, _>("pixel_shuffle_plain");
}

#[test]
fn unshuffle() {
    check::<Unshuffle<f64>, Image<2, 6, 4>, _>("pixel_unshuffle_plain");
}

#[test]
fn channels() {
    check::<Channels<f64>, Image<6, 3, 2>, _>("channel_shuffle_plain");
}
