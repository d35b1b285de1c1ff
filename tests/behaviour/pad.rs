use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, check};

const TOP: usize = 0;

network! {
    network Zeros(input: [3, 4, 5]) -> [3, 7, 8] {
        input -> pad([[TOP, 3], [2, 1]])
    }

    network Reflect(input: [3, 4, 5]) -> [3, 7, 8] {
        input -> pad([[0, 3], [2, 1]], mode = reflect)
    }

    network Replicate(input: [3, 4, 5]) -> [3, 7, 8] {
        input -> pad([[0, 3], [2, 1]], mode = replicate)
    }

    network All(input: [3, 4, 5]) -> [3, 6, 7] {
        input -> pad(1)
    }

    network Rows(input: [3, 4, 5]) -> [3, 8, 5] {
        pad(input, [2, 0], mode = reflect)
    }
}

#[test]
fn zeros() {
    check::<Zeros<f64>, Image<3, 4, 5>, _>("pad_zeros");
}

#[test]
fn reflect() {
    check::<Reflect<f64>, Image<3, 4, 5>, _>("pad_reflect");
}

#[test]
fn replicate() {
    check::<Replicate<f64>, Image<3, 4, 5>, _>("pad_replicate");
}

#[test]
fn all_sides() {
    check::<All<f64>, Image<3, 4, 5>, _>("pad_all");
}

#[test]
fn rows_alone() {
    check::<Rows<f64>, Image<3, 4, 5>, _>("pad_rows");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Replicate<f64>, Rank4<2, 3, 4, 5>, _>("pad_replicate");
}
