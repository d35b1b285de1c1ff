//! A multi-layer perceptron: a training step.

use criterion::{Criterion, criterion_group, criterion_main};
use netweave::prelude::Cpu;
use netweave_benches::mlp;

fn bench(criterion: &mut Criterion) {
    let work = mlp::TRAINING_STEP;
    let mut run = (work.cpu)(&Cpu::default());
    criterion.bench_function(work.name, |bencher| bencher.iter(&mut run));
}

criterion_group!(benches, bench);
criterion_main!(benches);
