use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2, 4] {
        let y = x -> linear(5);
        stack(x, y, axis = 0)
    }
}

fn main() {}
