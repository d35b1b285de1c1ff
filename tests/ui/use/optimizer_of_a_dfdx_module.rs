use dfdx::nn::modules::Linear;
use netweave::prelude::*;

fn train(adam: &mut Adam<Linear<4, 2, f32, Cpu>>) {
    adam.set_learning_rate(1e-4);
}

fn main() {}
