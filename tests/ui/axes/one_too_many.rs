use netweave::prelude::*;

network! {
    pub network Net<a, b, c, d, e>(x: [a, b, c, d, e]) -> [a, b, c, d, e] {
        x -> relu
    }
}

fn main() {}
