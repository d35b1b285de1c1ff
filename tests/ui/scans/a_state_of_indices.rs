use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3], words: [4] of usize) -> [5, 3] {
        scan step over x, carry (h = words) {
            let h = h;
            step + (sum(h -> embed: embedding(10, 3), axis = 0))
        }
    }
}

fn main() {}
