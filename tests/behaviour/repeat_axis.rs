use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Middle(input: [3, 4, 5]) -> [3, 12, 5] {
        input -> repeat_axis(times = 3, axis = 1)
    }

    network Last(input: [3, 4, 5]) -> [3, 4, 10] {
        repeat_axis(input, times = 2, axis = 2)
    }
}

#[test]
fn each_element_so_often() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("repeat_axis_middle");
    check::<Last<f64>, Image<3, 4, 5>, _>("repeat_axis_last");
}
