use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 2] {
        scan step over x, carry (seen = zeros([5, 3]), h = zeros([4])) {
            let seen = concat(seen, step -> reshape([1, 3]), axis = 0);
            let h = concat(step, h, axis = 0) -> fc: linear(4);
            flatten(seen) -> out: linear(2)
        }
    }
}

fn main() {}
