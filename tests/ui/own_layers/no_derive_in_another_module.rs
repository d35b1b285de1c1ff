use netweave::prelude::*;

mod films {
    use netweave::own::*;
    use netweave::prelude::*;

    #[derive(Clone, Debug)]
    pub struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
        pub scale: Tensor<Rank1<C>, E, D>,
    }
}

network! {
    network Net(x: [4]) -> [4] { x -> film: layer(films::Film<4>) }
}

fn main() {}
