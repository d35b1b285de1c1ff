//! What a process holds of the system's memory is level over thousands of steps, whatever way data comes in and goes out.

use netweave::checkpoint::{Checkpoints, save_weights};
use netweave::data::{Loader, Sample, from_fn};
use netweave::prelude::*;

use crate::alone;

network! {
    network Small(x: [512]) -> [4] {
        let y = x -> hidden: linear(16) -> batch_norm -> relu -> fc: linear(4);
        loss classes(t: [] of usize) = softmax_cross_entropy(y, t);
        loss likely(t: [4]) = softmax_cross_entropy(y, t);
        y
    }
}

const WARM_UP: usize = 200;
const STEPS: usize = 2000;

/// The memory of this process that is in use, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    let resident = pages.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok());
    4096 * resident.unwrap()
}

/// Fails if the memory in use grows by more than 1 MiB in so many steps. What a step leaves behind of a batch would be many
/// times that.
#[track_caller]
fn assert_level(mut step: impl FnMut(usize)) {
    (0..WARM_UP).for_each(&mut step);
    let before = resident();
    (WARM_UP..WARM_UP + STEPS).for_each(&mut step);
    let after = resident();
    assert!(after <= before + (1 << 20), "{before} bytes, then {after}");
}

struct Training {
    device: Cpu,
    net: Small<f32, Cpu>,
    adam: Adam<Small<f32, Cpu>>,
}

impl Training {
    fn new() -> Self {
        let device = Cpu::seed_from_u64(0);
        Self { net: device.build_module::<Small, f32>(), adam: Adam::new(1e-3), device }
    }

    /// A batch that is made of vectors.
    fn batch(&self, size: usize) -> (Tensor<(usize, Const<512>), f32, Cpu>, Tensor<(usize,), usize, Cpu>) {
        let x = self.device.tensor_from_vec(vec![0.5; size * 512], (size, Const));
        (x, self.device.tensor_from_vec((0..size).map(|index| index % 4).collect(), (size,)))
    }

    fn step(&mut self, size: usize) {
        let (x, t) = self.batch(size);
        let gradients = self.adam.compute_gradients(self.net.training().classes(&x, &t).unwrap()).unwrap();
        self.adam.apply_gradients(&mut self.net, gradients.clip_by_global_norm(1.0)).unwrap();
    }
}

/// A folder of its own for a test.
fn folder(test: &str) -> tempfile::TempDir {
    tempfile::Builder::new().prefix(test).tempdir().unwrap()
}

#[test]
fn tensors_of_ones_own() {
    alone("resident::tensors_of_ones_own", 2, || {
        let mut training = Training::new();
        assert_level(|_| training.step(16));
    });
}

#[test]
fn batches_of_changing_size() {
    alone("resident::batches_of_changing_size", 2, || {
        let mut training = Training::new();
        assert_level(|step| training.step(2 + step * 7 % 31));
    });
}

#[test]
fn batches_of_a_loader() {
    alone("resident::batches_of_a_loader", 2, || {
        let mut training = Training::new();
        let source = from_fn::<(Rank1<512>, Rank1<4>), f32>(100, |sample: Sample, (x, t)| {
            x.fill(sample.index as f32 / 100.0);
            t[sample.index % 4] = 1.0;
            Ok(())
        });
        // The last batch of an epoch is smaller.
        let mut batches = Loader::new(source, &training.device).batch_size(16).shuffle(0).from_step(0);
        assert_level(|_| {
            let (x, t) = batches.next().unwrap().unwrap();
            let Training { net, adam, .. } = &mut training;
            let gradients = adam.compute_gradients(net.training().likely(&x, &t).unwrap()).unwrap();
            adam.apply_gradients(net, gradients).unwrap();
        });
    });
}

#[test]
fn inference_and_end_points() {
    alone("resident::inference_and_end_points", 2, || {
        let training = Training::new();
        assert_level(|step| {
            let (x, _) = training.batch(1 + step % 5);
            drop(training.net.forward(&x));
            drop(training.net.end_point(small::end_point::relu, &x));
        });
    });
}

#[test]
fn weights_that_are_saved_at_each_step() {
    alone("resident::weights_that_are_saved_at_each_step", 2, || {
        let mut training = Training::new();
        let folder = folder("weights");
        let file = folder.path().join("weights.safetensors");
        assert_level(|_| {
            training.step(4);
            save_weights(&training.net, &file).unwrap();
        });
    });
}

#[test]
fn checkpoints_that_are_saved_at_each_step() {
    alone("resident::checkpoints_that_are_saved_at_each_step", 2, || {
        let mut training = Training::new();
        let folder = folder("checkpoints");
        let checkpoints = Checkpoints::open(folder.path(), &training.device).unwrap().keep(3);
        assert_level(|step| {
            training.step(4);
            checkpoints.save(step as u64, &training.net, &training.adam, &training.device).unwrap();
        });
    });
}
