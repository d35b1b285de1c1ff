use netweave::prelude::*;

fn twice<S: Shape, E: Dtype, D: Device<E>, T: Tape<E, D>>(x: Tensor<S, E, D, T>) -> Tensor<S, E, D, T> {
    x * E::from_f64(2.0).unwrap()
}

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x -> apply(twice) -> [time, 4]
    }
}

fn main() {}
