use netweave::prelude::*;

network! {
    pub network Critic(left: [3, 8, 8], right: [3, 8, 8]) -> [3, 8, 8] {
        left - right -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Critic) = perceptual(critic at relu, y, x);
        y
    }
}

fn main() {}
