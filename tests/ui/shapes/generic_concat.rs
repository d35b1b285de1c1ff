use netweave::prelude::*;

network! {
    network Net<const WIDTH: usize>(x: [4]) -> [10] {
        let wide = x -> fc1: linear(WIDTH);
        concat(wide, x, axis = 0) -> fc2: linear(10)
    }
}

fn main() {}
