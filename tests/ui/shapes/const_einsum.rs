use netweave::prelude::*;

const WIDTH: usize = 3;

network! {
    pub network Net(q: [5, WIDTH], k: [7, 4]) -> [5, 7] {
        einsum("td,sd->ts", q, k)
    }
}

fn main() {}
