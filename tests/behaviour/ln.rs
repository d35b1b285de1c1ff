use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> ln
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("ln_plain");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Plain<f64>, Rank4<2, 3, 4, 5>, _>("ln_plain");
}
