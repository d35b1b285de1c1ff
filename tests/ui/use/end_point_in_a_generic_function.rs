use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn run<N: Network>(net: &N, x: Tensor<Rank2<5, 4>, f32, Cpu>) {
    net.end_point(net::end_point::fc, x);
}

fn main() {}
