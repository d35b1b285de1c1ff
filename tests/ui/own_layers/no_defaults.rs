use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E, D: Storage<E>> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

fn main() {}
