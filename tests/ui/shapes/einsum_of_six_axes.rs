use netweave::prelude::*;

network! {
    pub network Net(a: [2, 3, 4], b: [2, 3, 4]) -> [2, 2] {
        einsum("abc,def->ad", einsum("abc,def->abcdef", a, b), b)
    }
}

fn main() {}
