use netweave::prelude::*;

fn run<N: Network>(net: &N, x: Tensor<Rank2<5, 4>, f32, Cpu>) {
    net.forward(x);
}

fn main() {}
