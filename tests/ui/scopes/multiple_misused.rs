use netweave::prelude::*;

network! {
    pub network Net(left: [4], right: [4]) -> [2] {
        scope twice(x) { x -> fc: linear(2) }
        scope never(x) { x -> fc: linear(2) }
        let a = twice(left) + twice(right);
        let b = right -> again: twice;
        a + b
    }
}

fn main() {}
