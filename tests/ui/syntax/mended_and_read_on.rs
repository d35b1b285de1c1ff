use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let hidden = x -> linear(0) -> relu
        let y: f32 = hidden => relu;
        y -> last: linear(out_features: 4, bias = 2)
    }
}

fn main() {}
