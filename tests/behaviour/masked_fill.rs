use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network Stretched(input: [4, 5]) -> [4, 5] {
        masked_fill(input, mean(input, axis = 0) > 0, value = -1.5)
    }

    network Own(input: [4, 5]) -> [4, 5] {
        input -> masked_fill(input < 0.5, 3)
    }
}

#[test]
fn what_the_mask_says() {
    check::<Stretched<f64>, Sequence<4, 5>, _>("masked_fill");
    check::<Own<f64>, Sequence<4, 5>, _>("masked_fill_own");
}
