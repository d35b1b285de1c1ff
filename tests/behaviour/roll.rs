use netweave::prelude::*;

use crate::golden::{Image, check};

const BACK: i32 = -1;

network! {
    network On(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> roll(shift = 2, axis = 2)
    }

    network Back(input: [3, 4, 5]) -> [3, 4, 5] {
        roll(input, shift = -1, axis = 0)
    }

    network ConstBack(input: [3, 4, 5]) -> [3, 4, 5] {
        roll(input, shift = BACK, axis = 0)
    }

    network Around(input: [3, 4, 5]) -> [3, 4, 5] {
        roll(input, shift = 12, axis = 2)
    }
}

#[test]
fn places_further_on() {
    check::<On<f64>, Image<3, 4, 5>, _>("roll_on");
    check::<Back<f64>, Image<3, 4, 5>, _>("roll_back");
    check::<ConstBack<f64>, Image<3, 4, 5>, _>("roll_back");
    check::<Around<f64>, Image<3, 4, 5>, _>("roll_on");
}
