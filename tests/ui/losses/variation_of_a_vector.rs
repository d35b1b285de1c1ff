use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss smooth = total_variation(y);
        y
    }
}

fn main() {}
