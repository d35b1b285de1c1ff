use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] {
        scope head { x -> fc: linear(2) }
    }
}

fn run(net: &Net, x: Tensor<Rank2<5, 4>, f32, Cpu>) {
    net.head.forward(x);
}

fn main() {}
