mod damage;
mod folder;
mod keras;
mod keys;
mod killed;
mod python;
mod resume;
mod weights;

use std::path::{Path, PathBuf};

use netweave::prelude::*;
use tempfile::TempDir;

network! {
    /// Every sort of variable, and dropout.
    pub(crate) network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image -> conv1: conv2d(4, kernel = 3, padding = 1) -> batch_norm -> relu
        };
        let logits = features -> flatten -> dropout(0.25) -> fc: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn place(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    (folder, file)
}

/// Writes a safetensors file of these tensors, all of 32-bit numbers.
fn write(file: &Path, tensors: &[(&str, &[usize], &[f32])]) {
    let bytes: Vec<Vec<u8>> =
        tensors.iter().map(|(_, _, values)| values.iter().flat_map(|value| value.to_le_bytes()).collect()).collect();
    let views = tensors.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
        (*name, safetensors::tensor::TensorView::new(safetensors::Dtype::F32, shape.to_vec(), bytes).unwrap())
    });
    std::fs::write(file, safetensors::serialize(views, None).unwrap()).unwrap();
}
