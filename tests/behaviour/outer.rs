use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Outer(input: [4, 5]) -> [4, 5] {
        outer(mean(input, axis = 1), mean(input, axis = 0))
    }
}

#[test]
fn each_with_each() {
    check::<Outer<f64>, Sequence<4, 5>, _>("outer_vectors");
}
