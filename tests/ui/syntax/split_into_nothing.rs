use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let () = split(x, axis = 0);
        x
    }
}

fn main() {}
