use netweave::prelude::*;

network! {
    pub network Net(q: [5, 4], k: [7, 4]) -> [5, 7] {
        einsum("td,sd->tk", q, k)
    }
}

fn main() {}
