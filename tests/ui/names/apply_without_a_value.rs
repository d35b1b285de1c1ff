use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x + (apply(my::function) -> [4])
    }
}

fn main() {}
