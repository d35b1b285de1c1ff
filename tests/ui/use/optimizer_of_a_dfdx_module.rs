use dfdx::nn::modules::Linear;
use netweave::prelude::*;

struct Training {
    adam: Adam<Linear<4, 2, f32, Cpu>>,
}

fn main() {}
