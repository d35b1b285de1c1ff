use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> prelu(num_parameters = 4)
    }
}

fn main() {}
