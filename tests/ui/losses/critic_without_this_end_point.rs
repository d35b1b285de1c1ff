use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [4, 6, 6] {
        scope block4 { image -> conv4_4: conv2d(4, kernel = 3) -> relu }
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Critic) = perceptual(critic at block4/conv4_5, y, x);
        y
    }
}

fn main() {}
