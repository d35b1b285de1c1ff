use netweave::prelude::*;

network! {
    template block(x; size) { x -> reshape([3, size * size]) }
    pub network Net(image: [3, 8, 8]) -> [10] {
        let y = image -> stage: block(8);
        y -> reshape([2 * y, 8]) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
