use netweave::own::*;
use netweave::prelude::*;

#[derive(Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

fn main() {}
