use netweave::prelude::*;

fn size<const HIDDEN: usize>() -> usize {
    network! {
        network Net(x: [4]) -> [2] { x -> hidden: linear(HIDDEN) -> relu -> fc: linear(2) }
    }
    Net::PARAMETERS
}

fn main() {
    size::<8>();
}
