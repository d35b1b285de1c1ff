use netweave::prelude::*;

struct Model<const N: usize>;

impl<const N: usize> Model<N> {
    fn size() -> usize {
        network! {
            network Net(x: [N]) -> [2] { x -> fc: linear(2) }
        }
        Net::PARAMETERS
    }
}

fn main() {}
