use netweave::prelude::*;

network! {
    pub network Net<rows, columns>(x: [rows, columns]) -> [rows, columns] {
        x -> permute([1, 0])
    }
}

fn main() {}
