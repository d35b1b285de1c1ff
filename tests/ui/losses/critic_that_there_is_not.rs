use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss sharp(critic: &Vgg) = perceptual(critic at relu, y, x);
        y
    }
}

fn main() {}
