use dfdx::shapes::{Const, Rank3};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Vector, check};

network! {
    network OfNumbers(input: [4]) -> [4, 2] {
        (input -> abs -> one_hot(2)) * reshape(input, [4, 1])
    }

    network OfIndices(labels: [2] of usize) -> [2, 3] {
        one_hot(labels, classes = 3)
    }
}

#[test]
fn ones_at_numbers() {
    check::<OfNumbers<f64>, Vector<4>, _>("one_hot");
}

#[test]
fn ones_at_indices_that_come_in() {
    let device = Dev::default();
    let network = OfIndices::<f64, Dev>::build(&device);
    let labels = device.tensor_from_vec(vec![2, 0], (Const::<1>, Const::<2>));
    let rows: Tensor<Rank3<1, 2, 3>, f64, Dev> = network.forward(&labels);
    assert_eq!(rows.array(), [[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]]);
    let labels = device.tensor_from_vec(vec![3, 0], (Const::<1>, Const::<2>));
    let error = network.try_forward(&labels).unwrap_err();
    assert_eq!(error.to_string(), "`labels` holds the index 3, but there are 3 places: give indices below 3");
}
