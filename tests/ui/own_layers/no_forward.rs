use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

network! {
    network Net(x: [4]) -> [4] {
        x -> film: layer(Film<4>)
    }
}

fn main() {}
