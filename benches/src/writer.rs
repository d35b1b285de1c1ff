//! The network of the example `writer`, on 32 texts of 64 letters.

use std::hint::black_box;

use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// Forward from a state of zeros, cross entropy, backward and Adam.
pub const TRAINING_STEP: Work = work!("writer_training_step", training_step);

const LETTERS: usize = 97;
const UNITS: usize = 192;

network! {
    network Writer(text: [64] of usize, h: [2, UNITS], c: [2, UNITS])
        -> (next: [64, LETTERS], h: [2, UNITS], c: [2, UNITS])
    {
        let (y, h, c) = text -> embed: embedding(LETTERS, 32) -> memory: lstm(UNITS, layers = 2, hidden = h, cell = c);
        let next = y -> head: linear(LETTERS);
        loss spelling(truth: [64] of usize) = softmax_cross_entropy(next, truth);
        (next, h, c)
    }
}

fn training_step(device: &impl Place) -> Run {
    let mut net = Writer::build(device);
    let letters = |first: usize| (0..32 * 64).map(|place| (first + place) * 7919 % LETTERS).collect::<Vec<_>>();
    let [text, truth] = [0, 1].map(|first| device.tensor_from_vec(letters(first), Rank2::<32, 64>::default()));
    let start = device.zeros::<Rank3<32, 2, UNITS>>();
    let mut adam = Adam::new(1e-3);
    timed(device, move || {
        let pass = net.training().spelling(&text, &start, &start, &truth).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
