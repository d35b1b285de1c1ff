use netweave::prelude::*;

network! {
    pub network Net(image: [64]) -> [10] {
        image
            /// Of all pixels.
            -> fc: linear(10)
    }
}

fn main() {}
