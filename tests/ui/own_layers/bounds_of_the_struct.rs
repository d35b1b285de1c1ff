use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E: Dtype = f32, D: Device<E> = Cpu> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

fn main() {}
