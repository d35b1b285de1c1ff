use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        loss far = l2(x, (centre: variable([8], init = zeros)));
        x
    }
}

fn main() {}
