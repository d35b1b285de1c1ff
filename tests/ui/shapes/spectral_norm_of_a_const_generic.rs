use netweave::prelude::*;

network! {
    pub network Net<const C: usize>(x: [C, 8, 8]) -> [4, 6, 6] {
        x -> conv2d(4, kernel = 3, norm = spectral)
    }
}

fn main() {}
