use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

type Batch<D> = Tensor<Rank2<5, 4>, f32, D>;

fn run<D: dfdx::tensor_ops::Device<f32>>(net: &Line<f32, D>, x: Batch<D>) {
    net.forward(x);
}

fn main() {}
