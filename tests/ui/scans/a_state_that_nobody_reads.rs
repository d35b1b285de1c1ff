use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 4] {
        scan step over x, carry (h = zeros([4])) {
            let h = step -> fc: linear(4);
            h
        }
    }
}

fn main() {}
