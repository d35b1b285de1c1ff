use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        let time = x -> relu;
        time -> sigmoid
    }
}

fn main() {}
