use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss smooth(target: [3, 8, 8]) = total_variation(y, target);
        y
    }
}

fn main() {}
