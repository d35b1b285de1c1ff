use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> local_response_norm(0)
    }
}

fn main() {}
