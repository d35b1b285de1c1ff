//! A run that goes on from a checkpoint on the other device takes the steps of one that stayed.

use std::path::Path;

use netweave::Device;
use netweave::checkpoint::{Checkpoints, Stateful};
use netweave::prelude::*;

use crate::{assert_close, batches, devices};

network! {
    /// Running statistics, and random numbers in each step.
    network Digits(image: [1, 8, 8]) -> [10] {
        let logits = image -> conv: conv2d(8, kernel = 3, padding = 1) -> batch_norm -> relu
            -> flatten -> dropout(0.25) -> fc: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

const STOP: usize = 4;
const STEPS: usize = 9;

/// Trains up to a step, saving at every fourth, and gives the losses since it began.
fn train<D: Device<f32>>(
    folder: &Path,
    device: &D,
    mut optimizer: impl Optimizer<Digits<f32, D>> + Stateful<Digits<f32, D>>,
    steps: usize,
) -> Result<Vec<f32>, Error> {
    let device = &device.with_seed(7)?;
    let mut net = Digits::build(device);
    let checkpoints = Checkpoints::open(folder, device)?;
    let first = checkpoints.resume(&mut net, &mut optimizer, device)?;
    let mut losses = Vec::new();
    for (step, batch) in (first as usize + 1..=steps).zip(batches(device).from_step(first)) {
        let (images, labels) = batch?;
        let pass = net.training().classification(&images, &labels)?;
        losses.push(pass.value());
        let gradients = optimizer.compute_gradients(pass)?;
        optimizer.apply_gradients(&mut net, gradients)?;
        if step % STOP == 0 {
            checkpoints.save(step as u64, &net, &optimizer, device)?;
        }
    }
    Ok(losses)
}

/// Trains on each of the devices up to a step and on the other from there, and compares with the CPU alone.
macro_rules! goes_on_with {
    ($optimizer:expr) => {{
        let (cpu, cuda) = devices(0);
        let [whole, from_cpu, from_cuda] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let expected = train(whole.path(), &cpu, $optimizer, STEPS).unwrap();

        let mut losses = train(from_cpu.path(), &cpu, $optimizer, STOP).unwrap();
        losses.extend(train(from_cpu.path(), &cuda, $optimizer, STEPS).unwrap());
        assert_close(&losses, &expected);

        let mut losses = train(from_cuda.path(), &cuda, $optimizer, STOP).unwrap();
        losses.extend(train(from_cuda.path(), &cpu, $optimizer, STEPS).unwrap());
        assert_close(&losses, &expected);
    }};
}

#[test]
fn with_adam() {
    goes_on_with!(Adam::new(5e-3));
}

#[test]
fn with_momentum_and_a_schedule() {
    goes_on_with!(Sgd::new(0.05).momentum(0.9).schedule(Schedule::cosine(12)));
}
