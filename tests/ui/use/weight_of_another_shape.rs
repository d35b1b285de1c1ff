use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn set(net: &mut Line, weight: Tensor<Rank2<4, 2>, f32, Cpu>) {
    net.fc.weight = weight;
}

fn main() {}
