use netweave::prelude::*;

network! {
    pub network Net(q: [5, 4], k: [7, 2, 4]) -> [5, 7] {
        einsum("td,sd->ts", q, k)
    }
}

fn main() {}
