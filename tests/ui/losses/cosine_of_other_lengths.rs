use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss near(target: [5]) = cosine_distance(y, target);
        y
    }
}

fn main() {}
