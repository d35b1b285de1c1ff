//! Files know of no device.

use netweave::Device;
use netweave::checkpoint::{Weights, save_weights};
use netweave::prelude::*;

use crate::{Digits, assert_close, devices};

fn logits<D: Device<f32>>(net: &Digits<f32, D>, device: &D) -> Vec<f32> {
    net.forward(device.with_seed(4).unwrap().sample_normal::<Rank4<5, 1, 8, 8>>()).as_vec()
}

/// A network with running statistics that are not those of a new one.
fn made<D: Device<f32>>(device: &D) -> Digits<f32, D> {
    let mut net = Digits::build(device);
    let _ = net.forward_mut(device.sample_normal::<Rank4<5, 1, 8, 8>>().leaky_trace());
    net
}

/// Saves on one device and loads on the other, by netweave and by dfdx.
fn goes_through_files<A: Device<f32>, B: Device<f32>>(a: &A, b: &B) {
    let saved = made(a);
    let folder = tempfile::tempdir().unwrap();
    let [ours, theirs, again] = ["ours", "theirs", "again"].map(|name| folder.path().join(name));
    save_weights(&saved, &ours).unwrap();
    saved.save_safetensors(&theirs).unwrap();

    let mut loaded = Digits::build(b);
    assert_ne!(loaded.fc.weight.as_vec(), saved.fc.weight.as_vec());
    Weights::open(&ours).unwrap().load(&mut loaded).unwrap();
    assert_close(&logits(&loaded, b), &logits(&saved, a));
    save_weights(&loaded, &again).unwrap();
    assert_eq!(std::fs::read(&ours).unwrap(), std::fs::read(&again).unwrap());

    let mut loaded = Digits::build(b);
    loaded.load_safetensors(&theirs).unwrap();
    save_weights(&loaded, &again).unwrap();
    assert_eq!(std::fs::read(&ours).unwrap(), std::fs::read(&again).unwrap());
}

#[test]
fn from_the_cpu() {
    let (cpu, cuda) = devices(1);
    goes_through_files(&cpu, &cuda.with_seed(2).unwrap());
}

#[test]
fn from_a_cuda_device() {
    let (cpu, cuda) = devices(1);
    goes_through_files(&cuda, &cpu.with_seed(2).unwrap());
}
