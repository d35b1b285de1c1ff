use netweave::prelude::*;

network! {
    pub network Net<time>(words: [time, 4]) -> [time, 4] {
        words -> fc: linear(4)
    }
}

fn main() {
    let device = Cpu::default();
    let net = Net::<f32, Cpu>::build(&device);
    let words: Tensor<Rank3<2, 5, 4>, f32, _> = device.zeros();
    let _ = net.forward(words);
}
