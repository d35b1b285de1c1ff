use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network OfAnImage(input: [3, 4, 5]) -> [3] {
        input -> min(axes = [1, 2])
    }

    network Kept(input: [3, 4, 5]) -> [3, 4, 5] {
        input - min(input, axis = 0, keepdims = true)
    }
}

#[test]
fn the_smallest() {
    check::<OfAnImage<f64>, Image<3, 4, 5>, _>("min_image");
    check::<Kept<f64>, Image<3, 4, 5>, _>("min_kept");
}
