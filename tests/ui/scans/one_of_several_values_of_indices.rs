use netweave::prelude::*;

network! {
    pub network Net(x: [6, 4], words: [5] of usize) -> [6, 3] {
        let (y, _words) = scan x over x {
            (x -> fc: linear(3), words)
        };
        y
    }
}

fn main() {}
