use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let _ = Adam::<Net>::new(1e-3).schedule(0.5);
}
