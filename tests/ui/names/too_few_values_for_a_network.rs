use netweave::prelude::*;

network! {
    network Siamese(left: [4], right: [4]) -> [1] {
        abs(left - right) -> fc: linear(1)
    }

    network Net(x: [4]) -> [1] {
        x -> siamese: Siamese
    }
}

fn main() {}
