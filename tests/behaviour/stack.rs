use dfdx::shapes::Rank3;
use netweave::prelude::*;

use crate::golden::{Sequence, check};

network! {
    network First(input: [3, 4]) -> [3, 3, 4] {
        stack(tanh(input), input, input * input, axis = 0)
    }

    network Middle(input: [3, 4]) -> [3, 3, 4] {
        stack(tanh(input), input, input * input, axis = 1)
    }

    network Last(input: [3, 4]) -> [3, 4, 3] {
        stack(tanh(input), input, input * input, axis = 2)
    }
}

#[test]
fn axis_0() {
    check::<First<f64>, Sequence<3, 4>, _>("stack_axis0");
}

#[test]
fn axis_1() {
    check::<Middle<f64>, Sequence<3, 4>, _>("stack_axis1");
}

#[test]
fn axis_2() {
    check::<Last<f64>, Sequence<3, 4>, _>("stack_axis2");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Middle<f64>, Rank3<2, 3, 4>, _>("stack_axis1");
}
