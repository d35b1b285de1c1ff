use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8], y: [4, 8]) -> [8] {
        cosine_similarity(x, y, axis = 0)
    }
}

fn main() {}
