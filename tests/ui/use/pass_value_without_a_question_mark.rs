use netweave::prelude::*;

network! {
    network Line(x: [1]) -> [1] {
        let y = x -> fc: linear(1);
        loss fit(target: [1]) = mse(y, target);
        y
    }
}

fn run(net: &Line, x: &Tensor<Rank2<4, 1>, f32, Cpu>) -> f32 {
    let pass = net.training().fit(x, x);
    pass.value()
}

fn main() {}
