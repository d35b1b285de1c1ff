//! Lengths that change from step to step leave nothing behind.

use netweave::prelude::*;

use crate::alone;
use crate::levels::{after, assert_level};

network! {
    network Reader<time>(words: [time] of usize) -> [time, 6] {
        let x = (words -> embed: embedding(20, 16)) + (places: variable([90, 16], init = normal(0.1)) -> first(time));
        let x = x + (x -> attn: attention(2, causal = true));
        let scores = x -> up: linear(32) -> relu -> fc: linear(6);
        loss fit(wanted: [time, 6]) = l2(scores, wanted);
        scores
    }
}

#[test]
fn steps_of_any_length_leave_nothing_behind() {
    alone("axes::steps_of_any_length_leave_nothing_behind", 2, levels);
}

fn levels() {
    let device = Cpu::seed_from_u64(0);
    let mut net = device.build_module::<Reader, f32>();
    let mut adam = Adam::new(1e-3);
    // More lengths than a network keeps plans for.
    let training = after(200, 2000, |step| {
        let (samples, time) = (1 + step % 3, 1 + step * 37 % 90);
        let words = device.tensor_from_vec((0..samples * time).map(|word| word % 20).collect(), (samples, time));
        let wanted: Tensor<(usize, usize, Const<6>), f32, _> = device.zeros_like(&(samples, time, Const));
        let gradients = adam.compute_gradients(net.training().fit(&words, &wanted).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
        net.forward(&words);
    });
    assert_level("training of lengths that change", training);
}
