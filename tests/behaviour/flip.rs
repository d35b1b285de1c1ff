use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Middle(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> flip(axis = 1)
    }

    network Two(input: [3, 4, 5]) -> [3, 4, 5] {
        flip(input, axes = [0, 2])
    }
}

#[test]
fn back_to_front() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("flip_middle");
    check::<Two<f64>, Image<3, 4, 5>, _>("flip_two");
}
