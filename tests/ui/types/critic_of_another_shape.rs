use netweave::prelude::*;

mod critics {
    netweave::network! {
        pub network Critic(image: [3, 8, 8]) -> [4, 6, 6] {
            image -> conv1: conv2d(4, kernel = 3) -> relu
        }
    }
}
use critics::{Critic, critic};

network! {
    pub network Net(x: [3, 9, 9]) -> [3, 9, 9] {
        let y = x -> tanh;
        loss sharp(critic: &Critic) = perceptual(critic at relu, y, x);
        y
    }
}

fn main() {}
