use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        scan step over x, carry (h = zeros([3])) on device(0) {
            let h = step + h;
            h -> relu
        }
    }
}

fn main() {}
