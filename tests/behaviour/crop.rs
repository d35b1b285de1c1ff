use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

const FIRST: usize = 3;

network! {
    network Middle(input: [3, 5, 6]) -> [3, 2, 3] {
        input -> crop([2, 3])
    }

    network Corner(input: [3, 5, 6]) -> [3, 2, 3] {
        input -> crop([2, 3], at = [0, FIRST])
    }
}

#[test]
fn the_middle() {
    check::<Middle<f64>, Image<3, 5, 6>, _>("crop_center");
}

#[test]
fn a_place() {
    check::<Corner<f64>, Image<3, 5, 6>, _>("crop_at");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Corner<f64>, Rank4<2, 3, 5, 6>, _>("crop_at");
}
