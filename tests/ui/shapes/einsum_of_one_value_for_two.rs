use netweave::prelude::*;

network! {
    pub network Net(q: [5, 4]) -> [5, 5] {
        q -> einsum("td,sd->ts")
    }
}

fn main() {}
