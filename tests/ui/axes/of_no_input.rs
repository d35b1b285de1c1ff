use netweave::prelude::*;

network! {
    pub network Net<time>(x: [8, 4]) -> [8, 4] {
        let y = x -> relu;
        loss fit(wanted: [time, 4]) = l2(y, wanted);
        y
    }
}

fn main() {}
