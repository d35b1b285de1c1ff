//! Gated linear units: `glu`, `geglu`, `swiglu`.

use netweave::prelude::*;

use crate::golden::{Image, Sequence, Vector, check};

network! {
    network Glu(input: [4, 6]) -> [4, 3] {
        input -> glu
    }

    network OfChannels(input: [4, 3, 2]) -> [2, 3, 2] {
        input -> glu(axis = 0)
    }

    network Geglu(input: [6]) -> [3] {
        input -> geglu
    }

    network Swiglu(input: [4, 6]) -> [4, 3] {
        input -> swiglu
    }
}

#[test]
fn glu() {
    check::<Glu<f64>, Sequence<4, 6>, _>("glu_plain");
}

#[test]
fn glu_of_channels() {
    check::<OfChannels<f64>, Image<4, 3, 2>, _>("glu_channels");
}

#[test]
fn geglu() {
    check::<Geglu<f64>, Vector<6>, _>("geglu_plain");
}

#[test]
fn swiglu() {
    check::<Swiglu<f64>, Sequence<4, 6>, _>("swiglu_plain");
}
