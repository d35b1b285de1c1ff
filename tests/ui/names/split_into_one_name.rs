use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let a = split(x, axis = 0);
        a
    }
}

fn main() {}
