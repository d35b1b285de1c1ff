use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::golden::{Sequence, Vector, check};

network! {
    network Add(input: [4]) -> [5] {
        let a = input -> left: linear(5);
        let b = input -> right: linear(5) -> sigmoid;
        a + (b + 0.5)
    }

    network Subtract(input: [4]) -> [5] {
        let a = input -> left: linear(5);
        let b = input -> right: linear(5) -> sigmoid;
        a - (b + 0.5)
    }

    network Multiply(input: [4]) -> [5] {
        let a = input -> left: linear(5);
        let b = input -> right: linear(5) -> sigmoid;
        a * (b + 0.5)
    }

    network Divide(input: [4]) -> [5] {
        let a = input -> left: linear(5);
        let b = input -> right: linear(5) -> sigmoid;
        a / (b + 0.5)
    }

    network Square(input: [4]) -> [5] {
        let a = input -> left: linear(5);
        let half = input -> right: linear(5) -> sigmoid;
        let b = half + 0.5;
        a * a + b / b
    }

    network NumberRight(input: [3, 4]) -> [3, 4] {
        ((input + 1.5) * 3 - 2) / 4
    }

    network NumberLeft(input: [3, 4]) -> [3, 4] {
        1.5 + (2 - 3 * input)
    }

    network NumberOver(input: [3, 4]) -> [3, 4] {
        2 / input
    }

    network Negate(input: [3, 4]) -> [3, 4] {
        -input
    }
}

#[test]
fn between_values() {
    check::<Add<f64>, Vector<4>, _>("arithmetic_add");
    check::<Subtract<f64>, Vector<4>, _>("arithmetic_subtract");
    check::<Multiply<f64>, Vector<4>, _>("arithmetic_multiply");
    check::<Divide<f64>, Vector<4>, _>("arithmetic_divide");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Divide<f64>, Rank2<3, 4>, _>("arithmetic_divide");
}

/// Both operands are the same value, and it gets both gradients.
#[test]
fn a_value_with_itself() {
    check::<Square<f64>, Vector<4>, _>("arithmetic_square");
}

#[test]
fn a_number_on_the_right() {
    check::<NumberRight<f64>, Sequence<3, 4>, _>("arithmetic_number_right");
}

#[test]
fn a_number_on_the_left() {
    check::<NumberLeft<f64>, Sequence<3, 4>, _>("arithmetic_number_left");
    check::<NumberOver<f64>, Sequence<3, 4>, _>("arithmetic_number_over");
}

#[test]
fn negation() {
    check::<Negate<f64>, Sequence<3, 4>, _>("arithmetic_negate");
}
