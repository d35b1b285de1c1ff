use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Select(input: [3, 4, 5]) -> [3, 4, 5] {
        select(input - 0.1, input * input, input * 3)
    }
}

#[test]
fn one_of_two() {
    check::<Select<f64>, Image<3, 4, 5>, _>("select_image");
}
