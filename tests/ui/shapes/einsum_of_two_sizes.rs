use netweave::prelude::*;

network! {
    pub network Net(q: [5, 4], k: [7, 3]) -> [5, 7] {
        einsum("td,sd->ts", q, k)
    }
}

fn main() {}
