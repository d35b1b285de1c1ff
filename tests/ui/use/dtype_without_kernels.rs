use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let _ = Line::<i32, Cpu>::build(&Cpu::default());
}
