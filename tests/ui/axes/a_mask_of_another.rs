use netweave::prelude::*;

network! {
    pub network Net<time, places>(x: [time, 4], mask: [places]) -> [time, 4] {
        x -> attention(heads = 2, mask = mask)
    }
}

fn main() {}
