use netweave::prelude::*;

network! { network Line(x: [1]) -> [1] { x -> fc: linear(1) } }

fn run(net: &Line, x: Tensor<Rank2<4, 1>, f32, Cpu>) {
    net.forward(x.leaky_trace());
}

fn main() {}
