use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Middle(input: [3, 4, 5]) -> [3, 4, 5] {
        let (values, indices) = input -> topk(2, axis = 1);
        concat(values, indices * values, axis = 1)
    }

    network Last(input: [3, 4, 5]) -> [3, 4, 3] {
        let (values, _indices) = topk(input, k = 3, axis = 2);
        values
    }
}

#[test]
fn the_largest_and_where_they_are() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("topk_middle");
    check::<Last<f64>, Image<3, 4, 5>, _>("topk_last");
}
