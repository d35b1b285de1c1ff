use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        /// The hidden layer.
        let hidden = x -> relu;
        hidden -> fc: linear(2)
    }
}

fn main() {}
