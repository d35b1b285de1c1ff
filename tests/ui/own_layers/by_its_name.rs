use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

impl<const C: usize, E: Dtype, D: Device<E>> Forward<Rank1<C>, E, D> for Film<C, E, D> {
    type Output = Rank1<C>;

    fn forward<'p>(&self, x: Batch<'p, Rank1<C>, E, D>) -> Batch<'p, Rank1<C>, E, D> {
        x * x.variable(&self.scale)
    }
}

network! {
    network Net(x: [4]) -> [4] {
        x -> film: layer("Film")
    }
}

fn main() {}
