use netweave::prelude::*;

network! {
    network Net(x: [3]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {
    let device = Cpu::default();
    let x: Tensor<Rank2<5, 3>, usize, _> = device.zeros();
    Net::<f32>::build(&device).forward(&x);
}
