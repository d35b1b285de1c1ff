use netweave::prelude::*;

fn wave([row, column]: [usize; 2]) -> f64 {
    (row + column) as f64
}

network! {
    pub network Net(x: [4]) -> [4] {
        x + constant([4], wave)
    }
}

fn main() {}
