//! A bilinear warp of 4×3×224×224: forward with backward.

use criterion::{Criterion, criterion_group, criterion_main};
use netweave::prelude::Cpu;
use netweave_benches::warp;

fn bench(criterion: &mut Criterion) {
    let mut run = (warp::FORWARD_BACKWARD.cpu)(&Cpu::default());
    criterion.bench_function(warp::FORWARD_BACKWARD.name, |bencher| bencher.iter(&mut run));
}

criterion_group!(benches, bench);
criterion_main!(benches);
