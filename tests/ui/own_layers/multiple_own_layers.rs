use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    scale: Tensor<Rank1<C>, E, D>,
    #[variable(init = zeros, kind = offset)]
    shift: Tensor<Rank1<C>, E, D>,
    eps: f64,
}

fn main() {}
