use netweave::prelude::*;

struct Film<const C: usize>;

network! {
    network Net(x: [4]) -> [4] {
        x -> film: layer(Film<4>)
    }
}

fn main() {}
