use netweave::prelude::*;

network! {
    pub network Siamese(left: [4], right: [4]) -> [8] {
        scope encoder(x) { x -> fc: linear(8) }
        encoder(left) - encoder(right)
    }
}

fn main() {}
