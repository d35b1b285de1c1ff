use netweave::prelude::*;

network! {
    pub network Encoder<time>(x: [time, 4]) -> [time, 4] {
        x -> fc: linear(4)
    }

    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x -> Encoder
    }
}

fn main() {}
