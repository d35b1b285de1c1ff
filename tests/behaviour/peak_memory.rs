//! What passes take is known without one being done.

use netweave::prelude::*;
use netweave::{PeakMemory, TrainingMemory};

use crate::Dev;

network! {
    network Critic(x: [3, 8, 8]) -> [4] {
        x -> look: conv2d(4, kernel = 3) -> relu -> global_avg_pool
    }

    network Reader(x: [3, 8, 8], tokens: [4] of usize) -> (classes: [5], words: [4, 6]) {
        let words = tokens -> embedding(20, 6);
        let seen = x -> conv1: conv2d(8, kernel = 3, padding = 1) -> norm1: batch_norm -> relu
            -> conv2: conv2d(8, kernel = 3, padding = 1) -> norm2: batch_norm -> relu -> flatten;
        let classes = concat(seen, words -> flatten, axis = 0) -> fc: linear(5);
        loss fit(t: [] of usize) = softmax_cross_entropy(classes, t);
        loss both(t: [] of usize, goal: [4, 6]) = softmax_cross_entropy(classes, t) + l2(words, goal);
        (classes, words)
    }

    network Painter(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> conv: conv2d(3, kernel = 3, padding = 1);
        loss seen(critic: &Critic) = perceptual(critic at relu, y, x);
        loss same(target: [3, 8, 8]) = l1(y, target);
        y
    }

    network Normed(x: [4]) -> [4] {
        let y = x -> batch_norm -> relu;
        loss fit(t: [4]) = l2(y, t);
        y
    }
}

#[test]
fn it_is_what_passes_take() {
    let device = Dev::default();
    let net = Reader::<f32, Dev>::build(&device);
    let PeakMemory { batch: 6, inference, training } = net.peak_memory(6).unwrap() else { panic!("another batch") };
    let [fit, both] = training[..] else { panic!("{training:?}") };
    assert_eq!([fit.loss, both.loss], ["fit", "both"]);

    let x: Tensor<Rank4<6, 3, 8, 8>, f32, _> = device.sample_normal();
    let (tokens, t) = (device.tensor([[1, 2, 3, 19]; 6]), device.tensor([4; 6]));
    let pass = net.training().fit(&x, &tokens, &t).unwrap();
    assert_eq!(pass.memory().bytes, fit.bytes);
    let pass = net.training().both(&x, &tokens, &t, device.zeros::<Rank3<6, 4, 6>>()).unwrap();
    assert_eq!(pass.memory().bytes, both.bytes);
    assert!(0 < inference && inference < fit.least && fit.least < fit.bytes, "{inference}, {fit:?}");

    let limited = |bytes| net.training().memory_limit(bytes).fit(&x, &tokens, &t);
    assert_eq!(limited(fit.least).unwrap().memory().bytes, fit.least);
    assert!(matches!(limited(fit.least - 1), Err(Error::MemoryLimit { .. })));
}

#[test]
fn it_is_a_table() {
    let training = vec![TrainingMemory { loss: "classification", bytes: 4_812_800, least: 1_234 }];
    let table = PeakMemory { batch: 32, inference: 65_536, training };
    let expected = "\
passes of 32 samples          bytes  within a limit, at least
inference                    65,536
training, classification  4,812,800                     1,234";
    assert_eq!(table.to_string(), expected);
}

#[test]
fn a_loss_with_a_critic_is_left_out() {
    let memory = Painter::<f64, Dev>::build(&Dev::default()).peak_memory(3).unwrap();
    assert_eq!(memory.training.iter().map(|of| of.loss).collect::<Vec<_>>(), ["same"]);
}

#[test]
fn what_cannot_be_is_an_error() {
    let net = Normed::<f32, Dev>::build(&Dev::default());
    assert_eq!(net.peak_memory(1).unwrap_err().to_string(), Error::OneValuePerChannel.to_string());
    let error = net.peak_memory(usize::MAX / 8).unwrap_err().to_string();
    assert!(error.contains("no device has memory for a batch of"), "{error}");
    let nothing = Critic::<f32, Dev>::build(&Dev::default()).peak_memory(0).unwrap();
    assert_eq!(nothing.inference, 0);
}
