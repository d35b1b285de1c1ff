use netweave::prelude::*;

network! {
    pub network Mlp<const INPUTS: usize>(x: [INPUTS]) -> [2] {
        x -> fc: linear(2)
    }
}

fn run(net: &Mlp<8>, x: Tensor<Rank2<5, 4>, f32, Cpu>) {
    net.forward(x);
}

fn main() {}
