use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        let (y, h) = scan step over x {
            step -> relu
        };
        y + h
    }
}

fn main() {}
