use netweave::prelude::*;

network! {
    pub network Net(image: [4]) -> [2] {
        scope head(x) { x -> fc: linear(2) }
        head(x = image)
    }
}

fn main() {}
