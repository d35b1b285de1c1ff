use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film {
    #[variable(init = ones)]
    scale: Tensor<Rank1<4>, f32, Cpu>,
}

fn main() {}
