use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = xavier_uniform)]
    scale: Tensor<Rank2<C, C>, E, D>,
}

fn main() {}
