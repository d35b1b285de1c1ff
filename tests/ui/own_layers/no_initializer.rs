use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    scale: Tensor<Rank1<C>, E, D>,
}

fn main() {}
