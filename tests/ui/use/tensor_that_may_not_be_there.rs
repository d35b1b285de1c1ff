use netweave::prelude::*;

network! { network Line(x: [1]) -> [1] { x -> fc: linear(1) } }

fn run(net: &Line, device: &Cpu) {
    let x: Result<Tensor<Rank2<4, 1>, f32, Cpu>, _> = device.try_zeros();
    net.forward(x);
}

fn main() {}
