use netweave::prelude::*;

const WIDTH: u32 = 8;

network! {
    network Net(image: [WIDTH]) -> [10] {
        let hidden = image -> hidden: linear(WIDTH) -> relu;
        loss recover(target: [WIDTH]) = l2(hidden, target);
        concat(hidden, image, axis = 0) -> fc: linear(10)
    }
}

fn main() {}
