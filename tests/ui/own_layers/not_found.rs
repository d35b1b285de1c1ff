use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> film: layer(Fillm<4>)
    }
}

fn main() {}
