use dfdx::shapes::Rank3;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, Vector, check};

const LENGTH: usize = 5;

network! {
    network Added(input: [5, 4]) -> [5, 4] {
        input + (positions: variable([LENGTH, 4], init = normal(0.02)))
    }

    network Joined(input: [5, 4]) -> [6, 2] {
        let token = token: variable([1, 4], init = zeros);
        concat(token, input, axis = 0) -> fc: linear(2)
    }

    network Scaled(input: [5, 4]) -> [5, 4] {
        reuse scope block(x) {
            x * (gain: variable([4], init = ones)) / (2 + (temperature: variable([1], init = constant(0.5)) -> tanh))
        }
        block(input)
    }

    network Shared(input: [2, 4]) -> [2, 4] {
        input -> up: linear(4) -> again: linear(4, weight = up.weight)
    }

    network SharedNoBias(input: [2, 4]) -> [2, 4] {
        input -> up: linear(4) -> linear(4, bias = false, weight = up.weight)
    }

    network SharedInScopes(input: [4]) -> [4] {
        let x = scope body { input -> up: linear(4, bias = false) };
        scope head(x) {
            x -> fc: linear(4, weight = body.up.weight) -> relu
        }
        head(x)
    }

    network Tied(words: [3] of usize) -> [3, 7] {
        let x = words -> embed: embedding(7, 4);
        let hidden = x -> fc: linear(4) -> relu;
        let logits = hidden -> linear(7, bias = false, weight = embed.weight);
        loss size = l2(logits, logits * 0);
        loss hidden_size = l2(hidden, hidden * 0);
        logits
    }
}

#[test]
fn learnt_values() {
    check::<Added<f64>, Sequence<5, 4>, _>("variable_added");
    check::<Joined<f64>, Sequence<5, 4>, _>("variable_joined");
    check::<Scaled<f64>, Sequence<5, 4>, _>("variable_scaled");
}

#[test]
fn a_batch_known_at_compile_time() {
    check::<Joined<f64>, Rank3<3, 5, 4>, _>("variable_joined");
}

#[test]
fn shared_weights() {
    check::<Shared<f64>, Sequence<2, 4>, _>("shared_weight");
    check::<SharedNoBias<f64>, Sequence<2, 4>, _>("shared_weight_no_bias");
    check::<SharedInScopes<f64>, Vector<4>, _>("shared_in_scopes");
}

#[test]
fn they_are_counted_once() {
    assert_eq!((Added::PARAMETERS, Joined::PARAMETERS, Scaled::PARAMETERS), (20, 4 + 10, 5));
    assert_eq!((Shared::PARAMETERS, SharedNoBias::PARAMETERS), (16 + 4 + 4, 16 + 4));
    assert_eq!(Shared::MULTIPLY_ADDS, 2 * 2 * 16);
    assert_eq!(Tied::PARAMETERS, 7 * 4 + 4 * 4 + 4);
    assert_eq!(Tied::ACTIVATIONS, 3 * (4 + 4 + 4 + 7));
}

#[test]
fn they_hold_what_init_says() {
    let device = Dev::default();
    let network = Scaled::<f64, Dev>::build(&device);
    assert_eq!(network.block.gain.value.as_vec(), [1.0; 4]);
    assert_eq!(network.block.temperature.value.as_vec(), [0.5]);
    let positions = Added::<f64, Dev>::build(&device).positions.value.as_vec();
    assert!(positions.iter().any(|value| *value != 0.0) && positions.iter().all(|value| value.abs() < 0.2));
}

/// An end point knows the samples of the pass, and finds the variable of the other layer.
#[test]
fn end_points() {
    let device = Dev::default();
    let network = Tied::<f64, Dev>::build(&device);
    let words = device.tensor_from_vec(vec![0, 3, 6, 1, 1, 2], (2, Const::<3>));
    let logits = network.end_point(tied::end_point::logits, &words).as_vec();
    assert_eq!(logits, network.forward(&words).as_vec());
    let joined = Joined::<f64, Dev>::build(&device);
    let input: Tensor<Rank3<2, 5, 4>, f64, Dev> = device.sample_normal();
    assert_eq!(joined.end_point(joined::end_point::token, &input).as_vec(), [0.0; 8]);
}

/// One key in a file, one variable for an optimizer, and one gradient, to which both uses add.
#[test]
fn one_variable_in_two_places() {
    let device = Dev::default();
    let mut network = Tied::<f64, Dev>::build(&device);
    let names = network.variables("").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    assert_eq!(names, ["embed/weight", "fc/weight", "fc/bias"]);
    // Word 5 is not read, so that its row has a gradient from the logits alone.
    let words = device.tensor_from_vec(vec![0, 3, 6], (1, Const::<3>));
    let before = network.embed.weight.as_vec();
    let mut sgd = Sgd::new(0.1);
    let pass = network.training().size(&words).unwrap();
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    let after = network.embed.weight.as_vec();
    let moved = |row: usize| before[row * 4..][..4] != after[row * 4..][..4];
    assert!((0..7).all(moved), "{before:?} {after:?}");
    let pass = network.training().hidden_size(&words).unwrap();
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    let last = network.embed.weight.as_vec();
    assert!(last[20..24] == after[20..24] && last[..4] != after[..4], "{last:?}");
}
