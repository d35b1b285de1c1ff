use netweave::prelude::*;

network! {
    network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> norm: module(dfdx::nn::modules::BatchNorm2D<3>) -> [3, 8, 8]
    }
}

fn main() {}
