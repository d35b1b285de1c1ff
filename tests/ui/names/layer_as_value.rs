use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> hidden: linear(8) -> relu;
        let z = hidden -> relu;
        y + z -> fc: linear(4)
    }
}

fn main() {}
