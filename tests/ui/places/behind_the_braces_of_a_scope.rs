use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = scope front { x -> fc: linear(8) } on device(0);
        y -> out: linear(2) on device(1)
    }
}

fn main() {}
