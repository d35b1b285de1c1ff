use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Film<const C: usize, E = f32, D: Storage<E> = Cpu> {
    #[variable(init = ones)]
    scale: Tensor<Rank1<C>, E, D>,
}

impl<const C: usize, E: Dtype, D: Device<E>> Forward<Rank1<C>, E, D> for Film<C, E, D> {
    type Output = Rank1<1>;

    fn forward<'p>(&self, x: Batch<'p, Rank1<C>, E, D>) -> Batch<'p, Rank1<1>, E, D> {
        (x * x.variable(&self.scale)).sum::<0, Rank1<1>>()
    }
}

network! {
    network Net(x: [4]) -> [4] {
        x -> film: layer(Film<4>)
    }
}

fn main() {}
