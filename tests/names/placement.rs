//! Networks on several devices: who has what, and what goes from one to another.

use expect_test::expect_file;
use netweave::prelude::*;

network! {
    /// The front on one device, the head on another, and a detour.
    pub network Split(image: [3, 8, 8], hint: [16]) -> [10] {
        let low = scope front on device(0) {
            image -> conv: conv2d(4, kernel = 3, stride = 2, padding = 1) -> batch_norm -> relu -> flatten
        };
        let bent = low -> tanh on device(1);
        let both = concat(bent, hint, low, axis = 0) on device(0);
        scope back on device(1) { both -> fc: linear(32) -> relu -> out: linear(10) }
    }

    /// The same without devices.
    pub network Whole(image: [3, 8, 8], hint: [16]) -> [10] {
        let low = scope front {
            image -> conv: conv2d(4, kernel = 3, stride = 2, padding = 1) -> batch_norm -> relu -> flatten
        };
        let bent = low -> tanh;
        let both = concat(bent, hint, low, axis = 0);
        scope back { both -> fc: linear(32) -> relu -> out: linear(10) }
    }
}

#[test]
fn summary() {
    expect_file!["snapshots/split.txt"].assert_eq(&format!("{}\n", Split::summary()));
}

#[test]
fn graph() {
    expect_file!["snapshots/split.mmd"].assert_eq(&Split::graph().mermaid());
    expect_file!["snapshots/split.dot"].assert_eq(&Split::graph().graphviz());
}

/// A declaration with devices runs on one, and is saved as without.
#[test]
fn on_one_device() {
    let device = Cpu::seed_from_u64(3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("split.safetensors");
    let split = Split::<f32>::build(&device);
    split.save_safetensors(&path).unwrap();
    let mut whole = Whole::<f32>::build(&device);
    whole.load_safetensors(&path).unwrap();
    let image: Tensor<Rank4<5, 3, 8, 8>, f32, _> = device.sample_normal();
    let hint: Tensor<Rank2<5, 16>, f32, _> = device.sample_normal();
    assert_eq!(split.forward(&image, &hint).array(), whole.forward(image, hint).array());
    assert_eq!([Split::PARAMETERS, Split::ACTIVATIONS], [Whole::PARAMETERS, Whole::ACTIVATIONS]);
}
