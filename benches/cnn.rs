//! A small convolutional network: a training step, and inference.

use criterion::{Criterion, criterion_group, criterion_main};
use netweave::prelude::Cpu;
use netweave_benches::cnn;

fn bench(criterion: &mut Criterion) {
    for work in [cnn::TRAINING_STEP, cnn::INFERENCE] {
        let mut run = (work.cpu)(&Cpu::default());
        criterion.bench_function(work.name, |bencher| bencher.iter(&mut run));
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
