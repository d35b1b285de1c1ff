use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        loss fit(target: [4]) = mse(y, target);
        loss fit(target: [4]) = l2(x, target);
        x -> linear(4)
    }
}

fn main() {}
