use netweave::prelude::*;

network! {
    network Net<const SIZE: usize>(image: [3, SIZE, SIZE]) -> [10] {
        let half = image -> conv: conv2d(8, kernel = 3, stride = 2);
        let wide = image -> global_avg_pool -> fc: linear(2 * SIZE);
        concat(half -> global_avg_pool, wide, axis = 0)
    }
}

fn main() {}
