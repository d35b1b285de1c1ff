//! Exponential linear units beside `elu`.

use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

network! {
    network Selu(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> selu
    }

    network SteepSelu(input: [6]) -> [6] {
        input -> selu
    }

    network Celu(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> celu(alpha = 1.5)
    }
}

#[test]
fn selu() {
    check::<Selu<f64>, Image<3, 4, 5>, _>("selu_plain");
    check::<SteepSelu<f64>, Vector<6>, _>("selu_steep");
}

#[test]
fn celu() {
    check::<Celu<f64>, Image<3, 4, 5>, _>("celu_plain");
}
