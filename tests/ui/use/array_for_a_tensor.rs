use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    net.forward([[0.0_f32; 4]; 5]);
}
