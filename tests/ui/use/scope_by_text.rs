use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let _ = Adam::<Line>::new(1e-3).freeze("fc");
}
