//! What is begun on the CPU goes on on a CUDA device, and the other way round; `cuda/run` has one pretended.

mod dfdx_parts;
mod files;
mod learning;
mod moving;
mod resume;

use std::path::Path;

use netweave::Device;
use netweave::data::{Csv, Loader, Source, from_fn};
use netweave::prelude::*;

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// The handwritten digits of the examples, in batches of 16.
fn batches<D: Device<f32>>(
    device: &D,
) -> Loader<impl Source<Parts = (Rank3<1, 8, 8>, Rank1<10>), Dtype = f32> + use<D>, D> {
    // As it is when the test runs: on a machine with a GPU, the sources may be elsewhere than where it was compiled.
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let rows = Csv::new(Path::new(&root).join("../examples/data/digits.csv")).columns(65).read(|row| {
        let mut pixels = [0.0; 64];
        for (column, pixel) in pixels.iter_mut().enumerate() {
            *pixel = row.whole(column, 0..=16)? as f32 / 16.0;
        }
        Ok((pixels, row.whole(64, 0..=9)?))
    });
    let rows = rows.expect("digits");
    let source = from_fn::<(Rank3<1, 8, 8>, Rank1<10>), f32>(rows.len(), move |sample, (image, label)| {
        let (pixels, digit) = &rows[sample.index];
        image.copy_from_slice(pixels);
        label[*digit] = 1.0;
        Ok(())
    });
    Loader::new(source, device).batch_size(16).shuffle(3)
}

/// A seeded device of each kind.
fn devices(seed: u64) -> (Cpu, Cuda) {
    (Cpu::seed_from_u64(seed), Cuda::seed_from_u64(seed))
}

#[track_caller]
fn assert_close(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= 1e-5, "{i} is {found}, not {expected}");
    }
}
