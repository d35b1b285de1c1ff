use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn main() {
    let _ = Adam::<First>::new(1e-3).freeze(Second::FC);
}
