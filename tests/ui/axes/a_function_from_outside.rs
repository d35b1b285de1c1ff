use dfdx::tensor::Tape;
use netweave::prelude::*;
use netweave::{Device, Dtype};

fn twice<S: Shape, E: Dtype, D: Device<E>, T: Tape<E, D>>(x: Tensor<S, E, D, T>) -> Tensor<S, E, D, T> {
    x
}

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x -> apply(twice) -> [time, 4]
    }
}

fn main() {}
