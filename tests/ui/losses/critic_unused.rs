use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss near(critic: &Critic) = l1(y, x);
        y
    }
}

fn main() {}
