use netweave::prelude::*;

const WIDTH: usize = 6;

network! {
    pub network Net(a: [WIDTH], b: [8]) -> [4] {
        reuse scope encoder(x) { x -> fc: linear(4) }
        encoder(a) + encoder(b)
    }
}

fn main() {}
