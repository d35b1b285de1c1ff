//! Weights that are drawn from their names, and PyTorch's activations for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use netweave::prelude::*;
use safetensors::SafeTensors;

/// Relative to the largest magnitude of an activation.
const TOLERANCE: f32 = 1e-4;
/// `make.py` keeps as many elements of an activation at most.
const KEPT: usize = 2048;

/// The elements of the variable that torchvision calls `name`.
pub(super) fn drawn(name: &str, shape: &[usize]) -> Vec<f32> {
    let count = shape.iter().product();
    let scaled: Box<dyn Fn(f64) -> f64> = if name.ends_with("running_var") {
        Box::new(|value| 1.0 + 0.2 * value)
    } else if shape.len() > 1 {
        let bound = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt();
        Box::new(move |value| value * bound)
    } else if name.ends_with("weight") {
        Box::new(|value| 1.0 + 0.2 * value)
    } else {
        Box::new(|value| 0.1 * value)
    };
    uniform(name, count).map(|value| scaled(value) as f32).collect()
}

/// Numbers from -1 to 1 that depend on the name alone.
pub(super) fn uniform(name: &str, count: usize) -> impl Iterator<Item = f64> {
    let start = u64::from(crc32(name.as_bytes())) << 32;
    (1..=count as u64).map(move |position| {
        let z = start.wrapping_add(position.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f64 / f64::from(1 << 23) - 1.0
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// PyTorch's activations of a network.
pub(super) struct Expected {
    path: PathBuf,
    activations: BTreeMap<String, Vec<f32>>,
}

impl Expected {
    pub(super) fn open(case: &str) -> Self {
        Self::read(folder().join(format!("{case}.safetensors")))
    }

    pub(super) fn read(path: PathBuf) -> Self {
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
        let activations = file.iter().map(|(name, view)| {
            let elements = view.data().chunks_exact(4);
            let elements = elements.map(|bytes| f32::from_le_bytes(bytes.try_into().expect("4 bytes")));
            (name.to_owned(), elements.collect())
        });
        let activations = activations.collect();
        Self { path, activations }
    }

    pub(super) fn compare<S: Shape>(&self, depth: &str, actual: &Tensor<S, f32, Cpu>) {
        let expected = &self.activations[depth];
        let actual = actual.as_vec();
        let kept: Vec<f32> = actual.iter().copied().step_by(actual.len().div_ceil(KEPT)).collect();
        assert_eq!(kept.len(), expected.len(), "{}: the size of {depth}", self.path.display());
        let scale = expected.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        for (index, (actual, expected)) in kept.iter().zip(expected).enumerate() {
            assert!(
                (actual - expected).abs() <= TOLERANCE * scale,
                "{}: {depth}[{index}] is {actual}, but PyTorch has {expected} (of {scale} at most)",
                self.path.display(),
            );
        }
    }
}

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/networks")
}
