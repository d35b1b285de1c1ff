use netweave::prelude::*;

network! {
    pub network Warp(image: [3], flow: [2]) -> [5] { concat(image, flow, axis = 0) }
}

fn main() {
    let net = Warp::<f32, Cpu>::build(&Cpu::default());
    let image: Tensor<Rank2<5, 3>, f32, Cpu> = Cpu::default().zeros();
    let flow: Tensor<Rank2<5, 2>, f32, Cpu> = Cpu::default().zeros();
    net.forward(flow, image);
}
