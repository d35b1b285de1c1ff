use netweave::prelude::*;

network! {
    pub network Net(left: [4], right: [4]) -> [8] {
        scope inner(x) { x -> fc: linear(8) }
        reuse scope around(x) { inner(x) -> relu }
        around(left) - around(right)
    }
}

fn main() {}
