use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    let _ = net.head.weight.clone();
    net.forward(net.fc.bias.clone());
}
