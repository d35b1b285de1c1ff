use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8]) -> [6, 8] {
        x + variable([6, 8], init = zeros) + variable([8], init = zeros)
    }
}

fn main() {}
