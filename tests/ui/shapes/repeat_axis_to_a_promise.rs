use netweave::prelude::*;

network! {
    pub network Net(x: [4, 5]) -> [4, 10] {
        x -> repeat_axis(times = 2, axis = 0)
    }
}

fn main() {}
