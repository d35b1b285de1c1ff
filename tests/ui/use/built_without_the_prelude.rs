use netweave::{Cpu, network};

network! {
    pub network Line(x: [1]) -> [1] { x -> fc: linear(1) }
}

fn main() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    println!("{:?}", net.fc.bias);
}
