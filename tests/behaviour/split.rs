use dfdx::shapes::Rank4;
use netweave::prelude::*;

use crate::golden::{Image, Vector, check};

const REST: usize = 4;

network! {
    network Halves(input: [4, 5, 6]) -> [4, 5, 6] {
        let (a, b) = split(input, axis = 0);
        concat(tanh(b), tanh(a), axis = 0)
    }

    network Unequal(input: [4, 5, 6]) -> [4, 5, 6] {
        let (a, b) = input -> split(axis = 1, sizes = [1, REST]);
        concat(tanh(b), tanh(a), axis = 1)
    }

    network Three(input: [4, 5, 6]) -> [4, 5, 6] {
        let (a, b, c) = input -> split(axis = 2, sizes = [3, 1, 2]);
        concat(tanh(c), tanh(b), tanh(a), axis = 2)
    }

    network Gate(input: [5]) -> [4] {
        let (value, gate) = input -> fc: linear(8) -> split(axis = 0);
        value * sigmoid(gate)
    }

    network InAReusedScope(input: [4, 5, 6]) -> [4, 5, 6] {
        reuse scope half(x) {
            let (a, _rest) = split(x, axis = 0);
            tanh(a)
        }
        let (a, b) = split(input, axis = 0);
        concat(half(concat(b, a, axis = 0)), half(concat(a, b, axis = 0)), axis = 0)
    }
}

#[test]
fn equal_parts() {
    check::<Halves<f64>, Image<4, 5, 6>, _>("split_axis0");
}

#[test]
fn sizes_in_constants() {
    check::<Unequal<f64>, Image<4, 5, 6>, _>("split_axis1");
}

#[test]
fn three_parts() {
    check::<Three<f64>, Image<4, 5, 6>, _>("split_axis2");
}

#[test]
fn a_gate() {
    check::<Gate<f64>, Vector<5>, _>("split_gate");
}

#[test]
fn in_a_reused_scope() {
    check::<InAReusedScope<f64>, Image<4, 5, 6>, _>("split_axis0");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Unequal<f64>, Rank4<2, 4, 5, 6>, _>("split_axis1");
}
