//! The focal loss of 4096 samples of 100 classes: forward with backward.

use criterion::{Criterion, criterion_group, criterion_main};
use netweave::prelude::Cpu;
use netweave_benches::focal;

fn bench(criterion: &mut Criterion) {
    let mut run = (focal::FORWARD_BACKWARD.cpu)(&Cpu::default());
    criterion.bench_function(focal::FORWARD_BACKWARD.name, |bencher| bencher.iter(&mut run));
}

criterion_group!(benches, bench);
criterion_main!(benches);
