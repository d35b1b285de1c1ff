use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Middle(input: [3, 4, 5]) -> [3, 5] {
        argmax(input, axis = 1) * max(input, axis = 1)
    }

    network Kept(input: [3, 4, 5]) -> [3, 4, 5] {
        (input -> argmax(axis = 2, keepdims = true)) + input
    }
}

#[test]
fn where_the_largest_is() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("argmax_middle");
    check::<Kept<f64>, Image<3, 4, 5>, _>("argmax_kept");
}
