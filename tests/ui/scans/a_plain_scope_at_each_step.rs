use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 4] {
        scope head(x) {
            x -> fc: linear(4)
        }
        scan step over x {
            head(step)
        }
    }
}

fn main() {}
