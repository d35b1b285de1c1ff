use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8], y: [3, 8]) -> [8] {
        cosine_similarity(x, y, axis = 2)
    }
}

fn main() {}
