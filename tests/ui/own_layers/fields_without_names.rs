use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<E = f32, D: Storage<E> = Cpu>(Tensor<Rank1<4>, E, D>);

fn main() {}
