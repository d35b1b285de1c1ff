use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss near(critic: &Critic) = l1(y, critic);
        loss sum(critic: &Critic) = l1(y, x) + critic;
        loss half(critic: &Critic) = 0.5 * critic;
        loss alone(critic: &Critic) = critic;
        loss through(critic: &Critic) = l1(critic -> relu, x);
        y
    }
}

fn main() {}
