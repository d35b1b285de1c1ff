use dfdx::shapes::Rank3;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};
use crate::training::{check_gradients, descend};

network! {
    network Plain(input: [5, 4]) -> [5, 6] {
        input -> net: lstm(6)
    }

    network OneSample(input: [7, 3]) -> [7, 2] {
        input -> net: lstm(units = 2)
    }

    network NoBias(input: [3, 4]) -> [3, 5] {
        input -> net: lstm(5, bias = false)
    }

    network Deep(input: [4, 5]) -> [4, 3] {
        input -> net: lstm(3, layers = 3)
    }

    network Bidirectional(input: [5, 4]) -> [5, 6] {
        input -> net: lstm(3, bidirectional = true)
    }

    network DeepBidirectional(input: [4, 3]) -> [4, 6] {
        input -> net: lstm(3, layers = 2, bidirectional = true)
    }

    network DeepBidirectionalNoBias(input: [3, 3]) -> [3, 4] {
        input -> net: lstm(2, layers = 2, bidirectional = true, bias = false)
    }

    network FromStates(input: [4, 3]) -> [4, 5] {
        let h = hidden: variable([5], init = zeros);
        let c = cell: variable([5], init = zeros);
        input -> net: lstm(5, hidden = h, cell = c)
    }

    network ToStates(input: [4, 3]) -> [30] {
        let (y, hidden, cell) = input -> net: lstm(5);
        concat(flatten(y), hidden, cell, axis = 0)
    }

    network AllStates(input: [4, 3]) -> [32] {
        let h = hidden: variable([4, 2], init = zeros);
        let c = cell: variable([4, 2], init = zeros);
        let (y, hidden, cell) = input -> net: lstm(2, layers = 2, bidirectional = true, hidden = h, cell = c);
        concat(flatten(y), flatten(hidden), flatten(cell), axis = 0)
    }

    network Whole(x: [6, 3]) -> [6, 4] {
        x -> net: lstm(4, layers = 2)
    }

    network Stream(x: [1, 3], h: [2, 4], c: [2, 4]) -> (y: [1, 4], h: [2, 4], c: [2, 4]) {
        let (y, h, c) = x -> net: lstm(4, layers = 2, hidden = h, cell = c);
        (y, h, c)
    }

    network Dropping(x: [6, 3]) -> [6, 4] {
        let y = x -> net: lstm(4, layers = 2, dropout = 0.5);
        loss fit(t: [6, 4]) = l2(y, t);
        y
    }

    // A sequence that is learnt is read from a state that is given.
    network Decoder(code: [4]) -> [3, 4] {
        (steps: variable([3, 2], init = normal(1))) -> net: lstm(4, hidden = code)
    }

    network Coder(x: [3]) -> [4] {
        let code = x -> fc: linear(4);
        loss near(other: [4], critic: &Decoder) = perceptual(critic at net, code, other);
        code
    }

    network FromCell(x: [3, 2]) -> [3, 4] {
        let memory = mean(x, axis = 0) -> fc: linear(4);
        let y = x -> net: lstm(4, cell = memory);
        loss fit(t: [3, 4]) = l2(y, t);
        y
    }
}

#[test]
fn plain() {
    check::<Plain<f64>, Sequence<5, 4>, _>("lstm_plain");
    assert_eq!(Plain::PARAMETERS, 4 * 6 * (4 + 6 + 2));
    assert_eq!(Plain::MULTIPLY_ADDS, 5 * 4 * 6 * (4 + 6));
}

#[test]
fn one_sample() {
    check::<OneSample<f64>, Sequence<7, 3>, _>("lstm_one_sample");
}

#[test]
fn no_bias() {
    check::<NoBias<f64>, Sequence<3, 4>, _>("lstm_no_bias");
}

#[test]
fn deep() {
    check::<Deep<f64>, Sequence<4, 5>, _>("lstm_deep");
}

#[test]
fn bidirectional() {
    check::<Bidirectional<f64>, Sequence<5, 4>, _>("lstm_bidirectional");
}

#[test]
fn deep_bidirectional() {
    check::<DeepBidirectional<f64>, Sequence<4, 3>, _>("lstm_deep_bidirectional");
    assert_eq!(DeepBidirectional::PARAMETERS, 2 * 4 * 3 * (3 + 3 + 2) + 2 * 4 * 3 * (6 + 3 + 2));
    assert_eq!(DeepBidirectional::MULTIPLY_ADDS, 4 * 2 * 4 * 3 * (3 + 3 + 6 + 3));
}

#[test]
fn deep_bidirectional_no_bias() {
    check::<DeepBidirectionalNoBias<f64>, Sequence<3, 3>, _>("lstm_deep_bidirectional_no_bias");
}

#[test]
fn from_states() {
    check::<FromStates<f64>, Sequence<4, 3>, _>("lstm_from_states");
}

#[test]
fn to_states() {
    check::<ToStates<f64>, Sequence<4, 3>, _>("lstm_to_states");
}

#[test]
fn all_states() {
    check::<AllStates<f64>, Sequence<4, 3>, _>("lstm_all_states");
}

/// Step by step, with the states going out and in again, it is the same as all at once.
#[test]
fn streaming() {
    let device = Dev::seed_from_u64(3);
    let whole = Whole::<f64, Dev>::build(&device);
    let mut stream = Stream::<f64, Dev>::build(&device);
    stream.net = whole.net.clone();
    let x: Tensor<Rank3<2, 6, 3>, f64, _> = device.sample_normal();
    let expected = whole.forward(&x).as_vec();
    let all = x.as_vec();
    let mut h: Tensor<Rank3<2, 2, 4>, f64, _> = device.zeros();
    let mut c = h.clone();
    for step in 0..6 {
        let now: Vec<f64> = [0, 1].iter().flat_map(|sample| all[(sample * 6 + step) * 3..][..3].to_vec()).collect();
        let now: Tensor<Rank3<2, 1, 3>, f64, _> = device.tensor_from_vec(now, Default::default());
        let left = stream.forward(&now, &h, &c);
        for (sample, y) in left.y.as_vec().chunks(4).enumerate() {
            let expected = &expected[(sample * 6 + step) * 4..][..4];
            assert!(y.iter().zip(expected).all(|(y, expected)| (y - expected).abs() < 1e-14), "{y:?} {expected:?}");
        }
        (h, c) = (left.h, left.c);
    }
}

/// Between the layers, in training, and nowhere else.
#[test]
fn dropout() {
    let device = Dev::seed_from_u64(4);
    let mut plain = Whole::<f64, Dev>::build(&device);
    let dropping = Dropping::<f64, Dev>::build(&device);
    plain.net = dropping.net.clone();
    let x: Tensor<Rank3<2, 6, 3>, f64, _> = device.sample_normal();
    let expected = plain.forward(&x);
    assert_eq!(dropping.forward(&x).as_vec(), expected.as_vec());
    let losses = [0, 1].map(|_| dropping.training().fit(&x, &expected).unwrap().value());
    assert!(losses[0] > 1e-6 && losses[0] != losses[1], "{losses:?}");
}

#[test]
fn gradients_from_a_cell_alone() {
    let device = Dev::seed_from_u64(5);
    let (x, t): (Tensor<Rank3<2, 3, 2>, f64, _>, Tensor<Rank3<2, 3, 4>, f64, _>) =
        (device.sample_normal(), device.sample_normal());
    let pass = |network: &FromCell<f64, Dev>| network.training().fit(&x, &t).unwrap();
    let network = FromCell::build(&device);
    check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
}

/// A critic has no gradients of its own: that of the state may be wanted where nothing of the sequence is.
#[test]
fn gradients_of_a_state_alone() {
    let device = Dev::seed_from_u64(6);
    let critic = Decoder::<f64, Dev>::build(&device);
    let (x, other): (Tensor<Rank2<2, 3>, f64, _>, Tensor<Rank2<2, 4>, f64, _>) =
        (device.sample_normal(), device.sample_normal());
    let pass = |network: &Coder<f64, Dev>| network.training().near(&x, &other, &critic).unwrap();
    let network = Coder::build(&device);
    check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
}

/// PyTorch's: uniform in ±1/√units, whatever comes in, and whatever the variable.
#[test]
fn first_values() {
    let device = Dev::seed_from_u64(7);
    let network = Deep::<f64, Dev>::build(&device);
    let bound = 1.0 / 3.0_f64.sqrt();
    let all = network.variables("");
    assert_eq!(all.len(), 12);
    for variable in all {
        let largest = variable.values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        assert!(largest <= bound && largest > 0.7 * bound, "{}: {largest}", variable.name);
    }
}
