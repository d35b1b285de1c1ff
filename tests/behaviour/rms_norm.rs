use netweave::prelude::*;

use crate::golden::{Sequence, Vector, check};

network! {
    network Flat(input: [6]) -> [6] {
        input -> norm: rms_norm
    }

    network Rows(input: [5, 4]) -> [5, 4] {
        input -> norm: rms_norm(epsilon = 1e-2)
    }
}

#[test]
fn vector() {
    check::<Flat<f64>, Vector<6>, _>("rms_norm_vector");
}

#[test]
fn rows() {
    check::<Rows<f64>, Sequence<5, 4>, _>("rms_norm_rows");
}
