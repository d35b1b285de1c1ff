use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        scan step over x {
            loss fit(t: [3]) = l2(step, t);
            step -> relu
        }
    }
}

fn main() {}
