use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> repeat_axis(times = 0, axis = 0)
    }
}

fn main() {}
