use netweave::prelude::*;

const NOTHING: f64 = 0.0;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Critic) = perceptual(critic at NOTHING * relu, y, x);
        y
    }
}

fn main() {}
