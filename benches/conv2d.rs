//! One 3×3 convolution of 8×64×56×56 to 64 channels: forward, and forward with backward.

use criterion::{Criterion, criterion_group, criterion_main};
use netweave::prelude::Cpu;
use netweave_benches::conv2d;

fn bench(criterion: &mut Criterion) {
    for work in [conv2d::FORWARD, conv2d::FORWARD_BACKWARD] {
        let mut run = (work.cpu)(&Cpu::default());
        criterion.bench_function(work.name, |bencher| bencher.iter(&mut run));
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
