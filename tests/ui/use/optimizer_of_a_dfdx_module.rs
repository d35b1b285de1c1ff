use dfdx::nn::modules::Linear;
use netweave::prelude::*;

fn main() {
    let _ = Adam::<Linear<4, 2, f32, Cpu>>::new(1e-3);
}
