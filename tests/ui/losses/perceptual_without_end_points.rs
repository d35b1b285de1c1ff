use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Critic) = perceptual(critic, y, x);
        loss sharper = perceptual(y, x);
        loss half(critic: &Critic) = perceptual(critic at relu, y);
        y
    }
}

fn main() {}
