use netweave::prelude::*;

network! {
    template block(x; pool) { if pool { let y = x -> max_pool2d(2); } else { x } }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> stage: block(true) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
