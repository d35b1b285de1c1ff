use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

fn run(net: &Net, x: Tensor<Rank2<5, 4>, f32, Cpu>) {
    net.training().forward(x);
}

fn main() {}
