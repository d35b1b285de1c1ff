use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss a(critic: &Critic) = perceptual(critic at features::conv1, y, x);
        loss b(critic: &Critic) = perceptual(critic at features.conv1, y, x);
        loss c(critic: &Critic) = perceptual(critic at "features/conv1", y, x);
        loss d(critic: &Critic) = perceptual(critic at conv1 * 0.5, y, x);
        loss e(critic: &Critic) = perceptual(critic at conv1 - conv2, y, x);
        loss f(critic: &Critic) = perceptual(critic at 0.5, y, x);
        loss g(critic: &mut Critic) = perceptual(critic at conv1, y, x);
        loss h(critic: &[3, 8, 8]) = perceptual(critic at conv1, y, x);
        loss i(critic: Critic) = perceptual(critic at conv1, y, x);
        y
    }
}

fn main() {}
