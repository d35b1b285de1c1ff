use netweave::prelude::*;

network! {
    network Net(words: [3] of usize) -> [6] {
        words -> table: module(netweave::modules::Embedding<100, 2>) -> [3, 2] -> flatten
    }
}

fn main() {
    let device = Cpu::default();
    let words: Tensor<Rank2<5, 3>, f32, _> = device.zeros();
    Net::<f32>::build(&device).forward(&words);
}
