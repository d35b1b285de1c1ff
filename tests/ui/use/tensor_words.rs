use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn show(net: &Line, x: &Tensor<Rank2<5, 4>, f32, Cpu>) {
    x.requires_grad_(true);
    let y = net.forward(x.cuda());
    println!("{:?} {:?}", y.detach().numpy(), y.tolist());
    let loss: f32 = y.item();
}

fn main() {}
