//! Saving and loading by dfdx.

use netweave::prelude::*;
use safetensors::SafeTensors;

use crate::Digits;

#[test]
fn a_round_trip_keeps_everything() {
    let device = Cpu::seed_from_u64(8);
    let mut saved = Digits::<f32>::build(&device);
    let images: Tensor<Rank4<6, 1, 8, 8>, f32, _> = device.sample_normal();
    // Running statistics other than those of a new network.
    let _ = saved.forward_mut(images.leaky_trace());

    let file = tempfile::NamedTempFile::new().unwrap();
    saved.save_safetensors(file.path()).unwrap();
    let mut loaded = Digits::<f32>::build(&device);
    assert_ne!(loaded.forward(images.clone()).as_vec(), saved.forward(images.clone()).as_vec());
    loaded.load_safetensors(file.path()).unwrap();
    assert_eq!(loaded.forward(images.clone()).as_vec(), saved.forward(images).as_vec());
}

/// The scope tree is the struct tree is the keys.
#[test]
fn the_keys_are_the_fields() {
    let network = Digits::<f64>::build(&Cpu::default());
    let file = tempfile::NamedTempFile::new().unwrap();
    network.save_safetensors(file.path()).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut keys: Vec<(String, Vec<usize>)> =
        tensors.iter().map(|(name, view)| (name.to_owned(), view.shape().to_vec())).collect();
    keys.sort();
    let expected = [
        ("fc.bias", vec![10]),
        ("fc.weight", vec![10, 512]),
        ("features.batch_norm.bias", vec![16]),
        ("features.batch_norm.running_mean", vec![16]),
        ("features.batch_norm.running_var", vec![16]),
        ("features.batch_norm.weight", vec![16]),
        ("features.conv1.bias", vec![16]),
        ("features.conv1.weight", vec![16, 1, 3, 3]),
        ("features.conv2.bias", vec![32]),
        ("features.conv2.weight", vec![32, 16, 3, 3]),
    ];
    assert_eq!(keys, expected.map(|(name, shape)| (name.to_owned(), shape)));
}

#[test]
fn a_missing_key_is_an_error() {
    network! {
        network Fewer(image: [1, 8, 8]) -> [10] {
            image -> flatten -> fc: linear(10)
        }
    }
    let device = Cpu::default();
    let file = tempfile::NamedTempFile::new().unwrap();
    Fewer::<f32>::build(&device).save_safetensors(file.path()).unwrap();
    assert!(Digits::<f32>::build(&device).load_safetensors(file.path()).is_err());
}

/// The elements of a repeated scope have numbers.
#[test]
fn repeated_scopes_round_trip() {
    network! {
        network Deep(x: [3]) -> [2] {
            template block(x; width) { x -> fc: linear(width) -> tanh }
            x -> first: block(4) -> repeat 2 rest: block(4) -> fc: linear(2)
        }
    }
    let device = Cpu::seed_from_u64(9);
    let saved = Deep::<f32>::build(&device);
    let file = tempfile::NamedTempFile::new().unwrap();
    saved.save_safetensors(file.path()).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let mut keys = tensors.names();
    keys.sort();
    let layers = ["fc", "first.fc", "rest.0.fc", "rest.1.fc"];
    let expected = layers.iter().flat_map(|layer| [format!("{layer}.bias"), format!("{layer}.weight")]);
    assert_eq!(keys, expected.collect::<Vec<_>>());

    let mut loaded = Deep::<f32>::build(&device);
    loaded.load_safetensors(file.path()).unwrap();
    let x: Tensor<Rank2<5, 3>, f32, _> = device.sample_normal();
    assert_eq!(loaded.forward(x.clone()).as_vec(), saved.forward(x.clone()).as_vec());
    assert_eq!(loaded.rest[1].fc.weight.as_vec(), saved.rest[1].fc.weight.as_vec());
    assert_ne!(loaded.rest[0].fc.weight.as_vec(), loaded.rest[1].fc.weight.as_vec());

    // An element by its path, its end point, and what it costs.
    let rest = loaded.end_point(deep::end_point::rest_1::fc, x.clone());
    let before = loaded.end_point(deep::end_point::rest_0::tanh, x);
    use dfdx::tensor_ops::{BroadcastTo, PermuteTo, TryMatMul};
    let by_hand = before.matmul(loaded.rest[1].fc.weight.clone().permute::<Rank2<4, 4>, _>());
    let by_hand = by_hand + loaded.rest[1].fc.bias.clone().broadcast_like(&Rank2::<5, 4>::default());
    for (one, other) in rest.as_vec().iter().zip(by_hand.as_vec()) {
        assert!((one - other).abs() < 1e-5);
    }
    assert_eq!(Deep::PARAMETERS, 16 + 20 + 20 + 10);
    assert!(Deep::summary().to_string().contains("rest/1"));
}
