use netweave::prelude::*;

network! {
    pub network Net<rows, columns>(left: [rows, 4], right: [columns, 4]) -> [rows, 4] {
        left + right
    }
}

fn main() {}
