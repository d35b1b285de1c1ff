use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss near(target: [3, 8, 8]) = cosine_distance(y, target);
        y
    }
}

fn main() {}
