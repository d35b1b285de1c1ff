use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Sequence, Vector, check};

const SHARE: f64 = 0.3;

network! {
    network AlongTheLast(input: [3, 4, 7]) -> [3, 4] {
        input -> quantile(SHARE, axis = 2)
    }

    network AlongTheFirst(input: [5, 3, 2]) -> [1, 3, 2] {
        input -> quantile(q = 0.9, axis = 0, keepdims = true)
    }

    network Middle(input: [5]) -> [] {
        input -> quantile(0.5)
    }

    network OfAll(input: [3, 4, 5]) -> [1] {
        input -> quantile(0.25, keepdims = true) -> reshape([1])
    }

    network Ends(input: [3, 4]) -> [3] {
        quantile(input, 0, axis = 1) - 2 * quantile(input, 1, axis = 1)
    }
}

#[test]
fn between_two_elements_along_an_axis() {
    check::<AlongTheLast<f64>, Image<3, 4, 7>, _>("quantile_last");
    check::<AlongTheFirst<f64>, Image<5, 3, 2>, _>("quantile_first");
}

#[test]
fn an_element_itself() {
    check::<Middle<f64>, Vector<5>, (usize,)>("quantile_whole");
}

#[test]
fn of_all_elements_of_a_sample() {
    check::<OfAll<f64>, Image<3, 4, 5>, _>("quantile_all");
}

#[test]
fn the_smallest_and_the_largest() {
    check::<Ends<f64>, Sequence<3, 4>, _>("quantile_ends");
}

#[test]
fn equal_elements() {
    let device = Dev::default();
    let net = device.build_module::<Middle, f32>();
    assert_eq!(net.forward(device.tensor([[2.0, 1.0, 2.0, 2.0, 9.0]])).array(), [2.0]);
}
