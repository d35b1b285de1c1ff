use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones, requires_grad = false)]
    scale: Tensor<Rank1<C>, E, D>,
}

fn main() {}
