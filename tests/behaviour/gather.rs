use dfdx::shapes::{Const, Rank2};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, Sequence, check};

const PLACES: [[[u8; 1]; 5]; 1] = [[[3], [0], [3], [1], [2]]];

network! {
    network Middle(input: [3, 4, 5]) -> [3, 5, 5] {
        let places = constant([1, 5, 1], PLACES) + 0 * mean(input, axis = 1, keepdims = true);
        gather(input, places, axis = 1)
    }

    network Own(input: [4, 5]) -> [4, 5] {
        input -> gather(floor(abs(input)), axis = 0)
    }

    network AtIndices(source: [3], places: [2] of usize) -> [2] {
        gather(source, places, axis = 0)
    }
}

#[test]
fn elements_at_places() {
    check::<Middle<f64>, Image<3, 4, 5>, _>("gather_middle");
    check::<Own<f64>, Sequence<4, 5>, _>("gather_own");
}

#[test]
fn elements_at_indices_that_come_in() {
    let device = Dev::default();
    let network = AtIndices::<f64, Dev>::build(&device);
    let source: Tensor<Rank2<2, 3>, f64, Dev> = device.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let places = device.tensor_from_vec(vec![2, 2, 1, 0], (Const::<2>, Const::<2>));
    assert_eq!(network.forward(&source, &places).as_vec(), [3.0, 3.0, 5.0, 4.0]);
    let places = device.tensor_from_vec(vec![2, 2, 1, 3], (Const::<2>, Const::<2>));
    let error = network.try_forward(&source, &places).unwrap_err();
    assert_eq!(error.to_string(), "`places` holds the index 3, but there are 3 places: give indices below 3");
}
