use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Ends(input: [3, 4, 5]) -> [5, 4, 3] {
        input -> transpose(0, 2)
    }

    network First(input: [3, 4, 5]) -> [4, 3, 5] {
        transpose(input, 1, 0)
    }
}

#[test]
fn two_axes_swapped() {
    check::<Ends<f64>, Image<3, 4, 5>, _>("transpose_ends");
    check::<First<f64>, Image<3, 4, 5>, _>("transpose_first");
}
