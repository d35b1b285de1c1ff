use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network First(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> cumsum(axis = 0)
    }

    network Last(input: [3, 4, 5]) -> [3, 4, 5] {
        cumsum(input, axis = 2)
    }
}

#[test]
fn sums_up_to_each() {
    check::<First<f64>, Image<3, 4, 5>, _>("cumsum_first");
    check::<Last<f64>, Image<3, 4, 5>, _>("cumsum_last");
}
