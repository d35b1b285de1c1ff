use netweave::prelude::*;

network! {
    network Line(x: [1]) -> [1] {
        let y = x -> fc: linear(1);
        loss fit(target: [1]) = l2(y, target);
        y
    }
}

fn main() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    let _ = net.training().mixed();
}
