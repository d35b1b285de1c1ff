use dfdx::shapes::{Rank2, Rank3};
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, Vector, check};
use crate::training::{check_gradients, descend};

network! {
    network Lstm(input: [5, 2]) -> [5, 4] {
        scan x over input, carry (h = zeros([4]), c = zeros([4])) {
            let (i, f, g, o) = split((x -> ih: linear(16)) + (h -> hh: linear(16)), axis = 0);
            let c = sigmoid(f) * c + sigmoid(i) * tanh(g);
            let h = sigmoid(o) * tanh(c);
            h
        }
    }

    network Ends(input: [4, 3]) -> [14] {
        let start = mean(input, axis = 0) -> begin: linear(5);
        let (y, h, total) = cell: scan x over input, carry (h = start, total = ones([1])) {
            let h = concat(x, h, axis = 0) -> fc: linear(5) -> tanh;
            let total = total * sum(h, axis = 0, keepdims = true);
            let (two, _rest) = split(x, sizes = [2, 1], axis = 0);
            let (first, _others) = split(h, sizes = [1, 4], axis = 0);
            first * two
        };
        concat(flatten(y), h, total, axis = 0)
    }

    network Several(input: [4, 3]) -> [85] {
        let (seen, moved, last) = cell: scan x over input, carry (h = zeros([5])) {
            let gate = concat(x, h, axis = 0) -> gate: linear(5) -> sigmoid;
            let h = gate * h + (x -> new: linear(5) -> tanh);
            (h, outer(gate, x))
        };
        concat(flatten(seen), flatten(moved), last, axis = 0)
    }

    // What a step gives is what a scope gives, and so is what all of them do.
    network Apart(input: [4, 3]) -> [4, 5] {
        scope reader(input) {
            template pair(x) { (x -> up: linear(2) -> tanh, x -> down: linear(3)) }
            scan x over input { x -> each: pair }
        }
        let (up, down) = reader(input);
        concat(up, down, axis = 1)
    }

    network Attend(input: [3, 4]) -> [3, 4] {
        reuse scope shared(x) {
            x -> fc: linear(4) -> relu
        }
        let keys = shared(input);
        scan x over input, carry (h = zeros([4])) {
            let seen = einsum("tc,c->t", keys, shared(x)) -> softmax;
            let h = einsum("t,tc->c", seen, keys) + 0.5 * h;
            h
        }
    }

    network Nested(input: [3, 2, 2]) -> [3, 2, 3] {
        rows: scan line over input, carry (row = zeros([3])) {
            let (y, row) = places: scan x over line, carry (place = row) {
                let place = concat(x, place, axis = 0) -> fc: linear(3) -> tanh;
                place
            };
            y
        }
    }

    network Frames(input: [3, 4, 4]) -> [3, 8] {
        frames: scan frame over input, other over input -> flip(axis = 0) {
            (frame -> reshape([1, 4, 4]) -> conv: conv2d(2, kernel = 3) -> relu -> flatten) * mean(flatten(other), axis = 0)
        }
    }

    // One step at a time, with the state going out and in again.
    network Stream(x: [1, 3], h: [4]) -> (y: [1, 4], h: [4]) {
        let (y, last) = cell: scan step over x, carry (state = h) {
            let state = concat(step, state, axis = 0) -> fc: linear(4) -> tanh;
            state
        };
        (y, last)
    }

    network AtOnce(x: [6, 3]) -> [6, 4] {
        cell: scan step over x, carry (state = zeros([4])) {
            let state = concat(step, state, axis = 0) -> fc: linear(4) -> tanh;
            state
        }
    }

    network Dropping(x: [40, 30]) -> [40, 30] {
        scan step over x { step -> dropout(0.5) }
    }

    network Normalising(x: [4, 3]) -> [4, 3] {
        scan step over x { step -> batch_norm }
    }

    network Learning<time>(x: [time, 3]) -> [time, 2] {
        let h = scan step over x, carry (h = zeros([8])) {
            let h = concat(step, h, axis = 0) -> fc: linear(8) -> tanh;
            h
        };
        let y = h -> head: linear(2);
        loss fit(t: [time, 2]) = l2(y, t);
        y
    }

    network LearningSeveral<time>(x: [time, 3]) -> [time, 2] {
        let (h, gates, last) = scan step over x, carry (h = zeros([4])) {
            let gate = step -> gate: linear(4) -> sigmoid;
            let h = gate * h + (step -> new: linear(4));
            (h, gate)
        };
        let (once, twice) = both: scan h over h { (h, 2 * h) };
        let y = (concat(once, twice, gates, axis = 1) -> head: linear(2)) + (last -> tail: linear(2));
        loss fit(t: [time, 2]) = l2(y, t);
        y
    }
}

#[test]
fn a_written_lstm() {
    check::<Lstm<f64>, Sequence<5, 2>, _>("scan_lstm");
}

#[test]
fn ends() {
    check::<Ends<f64>, Sequence<4, 3>, _>("scan_ends");
}

#[test]
fn several_values_of_a_step() {
    check::<Several<f64>, Sequence<4, 3>, Vector<85>>("scan_several");
    check::<Apart<f64>, Sequence<4, 3>, Sequence<4, 5>>("scan_apart");
    assert_eq!(Several::PARAMETERS, 5 * 9 + 5 * 4);
    assert_eq!(Several::MULTIPLY_ADDS, 4 * (5 * 8 + 5 * 3));
}

#[test]
fn what_is_around_it() {
    check::<Attend<f64>, Sequence<3, 4>, _>("scan_attend");
}

#[test]
fn a_scan_in_a_scan() {
    check::<Nested<f64>, (usize, Const<3>, Const<2>, Const<2>), _>("scan_nested");
    assert_eq!(Nested::PARAMETERS, 3 * 5 + 3);
    assert_eq!(Nested::MULTIPLY_ADDS, 3 * 2 * 3 * 5);
    // What there is in each place, what the places of a row give, and the state and the outputs of all rows.
    assert_eq!(Nested::ACTIVATIONS, 3 * (2 * (5 + 3 + 3) + (2 * 3 + 3) + 2 * 3 + 3) + 3 + 3 * 2 * 3);
}

#[test]
fn without_a_state() {
    check::<Frames<f64>, (usize, Const<3>, Const<4>, Const<4>), _>("scan_frames");
    assert_eq!(Frames::MULTIPLY_ADDS, 3 * 9 * 2 * 4);
}

/// Step by step, with the state going out and in again, it is the same as all at once.
#[test]
fn streaming() {
    let device = Dev::seed_from_u64(3);
    let whole = AtOnce::<f64, Dev>::build(&device);
    let mut stream = Stream::<f64, Dev>::build(&device);
    stream.cell.fc = whole.cell.fc.clone();
    let x: Tensor<Rank3<1, 6, 3>, f64, _> = device.sample_normal();
    let expected = whole.forward(&x).as_vec();
    let all = x.as_vec();
    let mut h: Tensor<Rank2<1, 4>, f64, _> = device.zeros();
    for step in 0..6 {
        let now: Tensor<Rank3<1, 1, 3>, f64, _> =
            device.tensor_from_vec(all[step * 3..][..3].to_vec(), Default::default());
        let left = stream.forward(&now, &h);
        assert_eq!(left.y.as_vec(), expected[step * 4..][..4]);
        h = left.h;
    }
}

/// Each step has a mask of its own.
#[test]
fn dropout() {
    let device = Dev::seed_from_u64(4);
    let mut network = Dropping::<f64, Dev>::build(&device);
    let x: Tensor<Rank3<1, 40, 30>, f64, _> = device.ones();
    let y = network.forward_mut(x.leaky_trace()).as_vec();
    let steps = y.chunks(30).collect::<Vec<_>>();
    assert!(steps.windows(2).all(|pair| pair[0] != pair[1]));
    let kept = y.iter().filter(|y| **y > 0.0).count();
    assert!((450..750).contains(&kept), "{kept}");
}

/// A norm takes the statistics of each step, one after the other.
#[test]
fn batch_norm() {
    let device = Dev::seed_from_u64(5);
    let mut network = Normalising::<f64, Dev>::build(&device);
    let x: Tensor<Rank3<8, 4, 3>, f64, _> = device.sample_normal();
    network.forward_mut(x.leaky_trace());
    let (all, mut mean) = (x.as_vec(), [0.0; 3]);
    for step in 0..4 {
        for (channel, mean) in mean.iter_mut().enumerate() {
            let own = (0..8).map(|sample| all[(sample * 4 + step) * 3 + channel]).sum::<f64>() / 8.0;
            *mean = 0.9 * *mean + 0.1 * own;
        }
    }
    let found = network.scan.batch_norm.running_mean.as_vec();
    assert!(found.iter().zip(&mean).all(|(found, mean)| (found - mean).abs() < 1e-14), "{found:?} {mean:?}");
}

#[test]
fn lengths_that_are_known_when_it_runs() {
    let device = Dev::seed_from_u64(6);
    for length in [1, 4, 7] {
        let x: Tensor<(Const<2>, usize, Const<3>), f64, _> = device.sample_normal_like(&(Const, length, Const));
        let t: Tensor<(Const<2>, usize, Const<2>), f64, _> = device.sample_normal_like(&(Const, length, Const));
        let pass = |network: &Learning<f64, Dev>| network.training().fit(&x, &t).unwrap();
        let network = Learning::build(&device);
        check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
        let pass = |network: &LearningSeveral<f64, Dev>| network.training().fit(&x, &t).unwrap();
        let network = LearningSeveral::build(&device);
        check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
    }
}

/// All that the steps give is an end point, by its scope and in it.
#[test]
fn end_points() {
    let device = Dev::seed_from_u64(7);
    let network = Attend::<f64, Dev>::build(&device);
    let x: Tensor<Rank3<2, 3, 4>, f64, _> = device.sample_normal();
    let found = network.end_point(attend::end_point::scan, &x);
    assert_eq!(found.as_vec(), network.forward(&x).as_vec());
    let found = network.end_point(attend::end_point::scan::outputs, &x);
    assert_eq!(found.as_vec(), network.forward(&x).as_vec());
}
