use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 4] {
        scan step over x carry (h = zeros([4])) {
            let h = concat(step, h, axis = 0) -> fc: linear(4);
            h
        }
    }
}

fn main() {}
