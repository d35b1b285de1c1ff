use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> apply(my::function)
    }
}

fn main() {}
