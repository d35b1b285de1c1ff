use std::fs;

use netweave::Error;
use netweave::checkpoint::{Difference, Weights, save_weights};
use netweave::prelude::*;

use super::{Digits, place, write};

#[test]
fn a_round_trip_keeps_every_bit() {
    let device = Cpu::seed_from_u64(1);
    let mut saved = device.build_module::<Digits, f64>();
    saved.fc.bias = device.tensor([1e-310, -0.0, f64::INFINITY, f64::MIN, 0.1, 0.2, 0.3, 0.4, 0.5, f64::EPSILON]);
    let (_folder, file) = place("weights.safetensors");
    save_weights(&saved, &file).unwrap();
    let mut loaded = device.build_module::<Digits, f64>();
    Weights::open(&file).unwrap().load(&mut loaded).unwrap();
    let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(saved.fc.bias.as_vec()), bits(loaded.fc.bias.as_vec()));
    assert_eq!(bits(saved.fc.weight.as_vec()), bits(loaded.fc.weight.as_vec()));
    assert_eq!(bits(saved.features.conv1.weight.as_vec()), bits(loaded.features.conv1.weight.as_vec()));
    assert_eq!(
        bits(saved.features.batch_norm.running_var.as_vec()),
        bits(loaded.features.batch_norm.running_var.as_vec()),
    );
}

#[test]
fn the_same_weights_make_the_same_file() {
    let net = Cpu::seed_from_u64(1).build_module::<Digits, f32>();
    let (_folder, file) = place("weights.safetensors");
    save_weights(&net, &file).unwrap();
    let first = fs::read(&file).unwrap();
    save_weights(&net, &file).unwrap();
    assert_eq!(first, fs::read(&file).unwrap());
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing else is left in the folder");
}

#[test]
fn dfdx_and_netweave_read_each_other() {
    let device = Cpu::seed_from_u64(2);
    let saved = device.build_module::<Digits, f32>();
    let (_folder, file) = place("weights.safetensors");
    save_weights(&saved, &file).unwrap();
    let mut loaded = device.build_module::<Digits, f32>();
    loaded.load_safetensors(&file).unwrap();
    assert_eq!(saved.fc.weight.array(), loaded.fc.weight.array());
    let other = device.build_module::<Digits, f32>();
    other.save_safetensors(&file).unwrap();
    Weights::open(&file).unwrap().load(&mut loaded).unwrap();
    assert_eq!(other.fc.weight.array(), loaded.fc.weight.array());
}

#[test]
fn names_take_dots_and_slashes() {
    let net = Cpu::default().build_module::<Digits, f32>();
    let (_folder, file) = place("weights.safetensors");
    save_weights(&net, &file).unwrap();
    let weights = Weights::open(&file).unwrap();
    for name in ["features/conv1/weight", "features.conv1.weight"] {
        assert_eq!(weights.shape(name), Some(vec![4, 1, 3, 3]));
        assert_eq!(weights.values::<f32>(name), Some(net.features.conv1.weight.as_vec()));
    }
    assert_eq!(weights.shape("features/conv1"), None);
    let names = weights.names().unwrap();
    assert_eq!(names.len(), 8);
    assert!(names.contains(&"features.batch_norm.running_mean".to_owned()), "{names:?}");
}

#[test]
fn a_scope_is_taken_alone() {
    let device = Cpu::seed_from_u64(3);
    let (saved, mut loaded) = (device.build_module::<Digits, f32>(), device.build_module::<Digits, f32>());
    let (_folder, file) = place("weights.safetensors");
    save_weights(&saved, &file).unwrap();
    let before = loaded.fc.weight.array();
    Weights::open(&file).unwrap().only("features/conv1").load(&mut loaded).unwrap();
    assert_eq!(loaded.features.conv1.weight.array(), saved.features.conv1.weight.array());
    assert_eq!(loaded.fc.weight.array(), before);
}

#[test]
fn everything_that_differs_is_told_at_once() {
    let device = Cpu::default();
    let mut net = device.build_module::<Digits, f32>();
    let before = net.fc.bias.array();
    let (_folder, file) = place("weights.safetensors");
    write(
        &file,
        &[
            ("features.conv1.weight", &[4, 9], &[0.0; 36]),
            ("features.conv1.bias", &[4], &[0.0; 4]),
            ("features.batchnorm.weight", &[4], &[0.0; 4]),
            ("features.batch_norm.bias", &[4], &[0.0; 4]),
            ("features.batch_norm.running_mean", &[4], &[0.0; 4]),
            ("features.batch_norm.running_var", &[4], &[0.0; 4]),
            ("fc.bias", &[10], &[0.0; 10]),
            ("head.weight", &[1], &[0.0]),
        ],
    );
    let error = Weights::open(&file).unwrap().load(&mut net).unwrap_err();
    let expected = format!(
        "{} does not fit:\n  \
         missing: `fc.weight` [10, 256]\n  \
         missing: `features.batch_norm.weight` [4], the file has `features.batchnorm.weight`\n  \
         wrong shape: `features.conv1.weight` is [4, 9], expected [4, 1, 3, 3]\n  \
         unexpected: `features.batchnorm.weight` [4], the network has `features.batch_norm.weight`\n  \
         unexpected: `head.weight` [1]",
        file.display()
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(net.fc.bias.array(), before, "a network that does not fit stays as it is");
    let Error::Mismatch(mismatch) = error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences.len(), 5);
    let expected = Difference::Missing { name: "fc.weight".into(), shape: vec![10, 256], nearest: None };
    assert_eq!(mismatch.differences[0], expected);
}

#[test]
fn numbers_that_are_not_floating_are_refused() {
    network! {
        network Bias(x: [2]) -> [2] {
            x -> fc: linear(2)
        }
    }
    let (_folder, file) = place("weights.safetensors");
    let bytes = [0; 32];
    let view = |kind, shape: &[usize], size: usize| {
        safetensors::tensor::TensorView::new(kind, shape.to_vec(), &bytes[..size]).unwrap()
    };
    let tensors = [
        ("fc.weight", view(safetensors::Dtype::I64, &[2, 2], 32)),
        ("fc.bias", view(safetensors::Dtype::F16, &[2], 4)),
    ];
    fs::write(&file, safetensors::serialize(tensors, None).unwrap()).unwrap();
    let mut net = Cpu::default().build_module::<Bias, f32>();
    let error = Weights::open(&file).unwrap().load(&mut net).unwrap_err().to_string();
    let expected = "does not fit:\n  wrong type: `fc.weight` holds I64, expected floating-point numbers";
    assert!(error.ends_with(expected), "{error}");
}

#[test]
fn numbers_of_other_sizes_are_converted() {
    network! {
        network Four(x: [1]) -> [4] {
            x -> fc: linear(4)
        }
    }
    let half: Vec<u8> = [0x3C00_u16, 0x7BFF, 0x0001, 0xC000].iter().flat_map(|bits| bits.to_le_bytes()).collect();
    let brain: Vec<u8> = [0x3F80_u16, 0xC040, 0x0000, 0x7F7F].iter().flat_map(|bits| bits.to_le_bytes()).collect();
    let view =
        |kind, shape: &[usize], bytes| safetensors::tensor::TensorView::new(kind, shape.to_vec(), bytes).unwrap();
    let (_folder, file) = place("weights.safetensors");
    let tensors = [
        ("fc.weight", view(safetensors::Dtype::F16, &[4, 1], half.as_slice())),
        ("fc.bias", view(safetensors::Dtype::BF16, &[4], brain.as_slice())),
    ];
    fs::write(&file, safetensors::serialize(tensors, None).unwrap()).unwrap();
    let mut net = Cpu::default().build_module::<Four, f64>();
    Weights::open(&file).unwrap().load(&mut net).unwrap();
    assert_eq!(net.fc.weight.as_vec(), [1.0, 65504.0, 2.0_f64.powi(-24), -2.0]);
    assert_eq!(net.fc.bias.as_vec(), [1.0, -3.0, 0.0, f64::from(f32::from_bits(0x7F7F_0000))]);
}

#[test]
fn variables_of_other_strides_get_the_right_values() {
    use dfdx::tensor_ops::{BroadcastTo, PermuteTo};

    let device = Cpu::seed_from_u64(4);
    let saved = device.build_module::<Digits, f32>();
    let (_folder, file) = place("weights.safetensors");
    save_weights(&saved, &file).unwrap();
    let mut loaded = device.build_module::<Digits, f32>();
    let turned: Tensor<Rank2<256, 10>, f32, Cpu> = device.zeros();
    loaded.fc.weight = turned.permute();
    loaded.fc.bias = device.tensor(1.0).broadcast();
    Weights::open(&file).unwrap().load(&mut loaded).unwrap();
    assert_eq!(loaded.fc.weight.array(), saved.fc.weight.array());
    assert_eq!(loaded.fc.bias.array(), saved.fc.bias.array());
}

#[test]
fn files_that_cannot_be_written_or_read() {
    let net = Cpu::default().build_module::<Digits, f32>();
    let (_folder, file) = place("nowhere/weights.safetensors");
    let expected = format!("{}: No such file or directory (os error 2)", file.display());
    assert_eq!(save_weights(&net, &file).unwrap_err().to_string(), expected);
    assert_eq!(Weights::open(&file).unwrap_err().to_string(), expected);
}
