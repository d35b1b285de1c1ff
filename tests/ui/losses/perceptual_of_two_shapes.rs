use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Critic, target: [3, 4, 4]) = perceptual(critic at relu, y, target);
        y
    }
}

fn main() {}
