use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        loss fit(t: [5, 3]) = l2(scan step over x { step -> relu }, t);
        x
    }
}

fn main() {}
