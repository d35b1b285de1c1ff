//! Recurrent layers: one alone, and a tagger of sentences.

use std::hint::black_box;

use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::{Place, Run, Work, timed, work};

/// An LSTM of 128 units over 32×50×100: forward, sum, and the gradients of sequence and variables.
pub const LSTM: Work = work!("lstm_forward_backward", lstm);

/// The LSTM written out as a scan, with the layer's variables and arithmetic. Its peer is PyTorch's layer.
pub const SCANNED: Work = work!("lstm_scan_forward_backward", scanned);

/// The same of a GRU.
pub const GRU: Work = work!("gru_forward_backward", gru);

/// A tagger by an LSTM in both directions: forward, loss, backward and Adam.
pub const TAGGER: Work = work!("lstm_tagger_training_step", tagger);

network! {
    network Lstm(sequence: [50, 100]) -> [] {
        sequence -> lstm(128) -> sum
    }

    network Scanned(sequence: [50, 100]) -> [] {
        let y = cell: scan x over sequence, carry (h = zeros([128]), c = zeros([128])) {
            let gates = (x -> input: linear(512)) + (h -> hidden: linear(512));
            let (i, f, g, o) = split(gates, axis = 0);
            let c = (f -> sigmoid) * c + (i -> sigmoid) * (g -> tanh);
            let h = (o -> sigmoid) * (c -> tanh);
            h
        };
        y -> sum
    }

    network Gru(sequence: [50, 100]) -> [] {
        sequence -> gru(128) -> sum
    }

    network Tagger(words: [50] of usize) -> [50, 17] {
        let scores = words -> embed: embedding(20_000, 100) -> encoder: lstm(128, bidirectional = true) -> fc: linear(17);
        loss fit(tags: [50, 17]) = l2(scores, tags);
        scores
    }
}

fn lstm(device: &impl Place) -> Run {
    let mut net = Lstm::build(device);
    let sequence = device.sample_normal::<Rank3<32, 50, 100>>();
    timed(device, move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}

fn scanned(device: &impl Place) -> Run {
    let mut net = Scanned::build(device);
    let sequence = device.sample_normal::<Rank3<32, 50, 100>>();
    timed(device, move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}

fn gru(device: &impl Place) -> Run {
    let mut net = Gru::build(device);
    let sequence = device.sample_normal::<Rank3<32, 50, 100>>();
    timed(device, move || {
        black_box(net.forward_mut(sequence.leaky_trace()).sum().backward());
    })
}

fn tagger(device: &impl Place) -> Run {
    let mut net = Tagger::build(device);
    let words: Vec<usize> = (0..32 * 50).map(|place| place * 7919 % 20_000).collect();
    let words = device.tensor_from_vec(words, Rank2::<32, 50>::default());
    let tags = device.sample_normal::<Rank3<32, 50, 17>>();
    let mut adam = Adam::new(1e-3);
    timed(device, move || {
        let pass = net.training().fit(&words, &tags).expect("a pass");
        black_box(pass.value());
        let gradients = adam.compute_gradients(pass).expect("gradients");
        adam.apply_gradients(&mut net, gradients).expect("a step");
    })
}
