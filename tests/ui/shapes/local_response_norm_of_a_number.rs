use netweave::prelude::*;

network! {
    pub network Net(x: []) -> [] {
        x -> local_response_norm(5)
    }
}

fn main() {}
