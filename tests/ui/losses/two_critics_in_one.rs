use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(a: &Critic, b: &Critic) = perceptual(a at relu, b at relu, y, x);
        loss near(a: &Critic) = l1(a at relu, y, x);
        loss none = perceptual(c at relu, y, x);
        y
    }
}

fn main() {}
