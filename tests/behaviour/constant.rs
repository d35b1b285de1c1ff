use dfdx::shapes::Rank3;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};

const COLUMNS: usize = 2;
const TABLE: [[f32; COLUMNS]; 3] = [[1.0, -2.0], [0.5, 4.0], [0.25, 8.0]];

fn wave([row, column]: [usize; 2]) -> f64 {
    (row as f64 * 0.5 + column as f64).sin()
}

network! {
    network Array(input: [4, 3]) -> [4, COLUMNS] {
        let table = constant([3, COLUMNS], TABLE);
        matmul(input, table)
    }

    network Function(input: [4, 5]) -> [4, 5] {
        scope waves {
            input * constant([4, 5], wave)
        }
    }
}

#[test]
fn arrays() {
    check::<Array<f64>, Sequence<4, 3>, _>("constant_array");
    check::<Array<f64>, Rank3<2, 4, 3>, _>("constant_array");
}

#[test]
fn functions_of_a_place() {
    check::<Function<f64>, Sequence<4, 5>, _>("constant_function");
}

/// They are no variables, and end points like any value.
#[test]
fn they_are_not_trained() {
    let device = Dev::default();
    let network = Array::<f64, Dev>::build(&device);
    assert_eq!(Array::PARAMETERS, 0);
    assert!(network.variables("").is_empty());
    let input: Tensor<Rank3<1, 4, 3>, f64, Dev> = device.sample_normal();
    let table = network.end_point(array::end_point::table, &input).as_vec();
    assert_eq!(table, [1.0, -2.0, 0.5, 4.0, 0.25, 8.0]);
}
