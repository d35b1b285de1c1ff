use netweave::prelude::*;

network! {
    network Siamese(left: [4], right: [4]) -> [1] {
        abs(left - right) -> fc: linear(1)
    }

    network Net(x: [4], y: [2, 2]) -> [1] {
        x -> siamese: Siamese(y)
    }
}

fn main() {}
