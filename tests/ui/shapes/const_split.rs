use netweave::prelude::*;

const WIDTH: usize = 2;

network! {
    pub network Net(x: [4]) -> [4] {
        let (a, b) = split(x, axis = 0, sizes = [WIDTH, 3]);
        concat(a, b, axis = 0)
    }
}

fn main() {}
