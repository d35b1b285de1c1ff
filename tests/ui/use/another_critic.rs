use netweave::prelude::*;

network! {
    pub network Critic(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> relu
    }

    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh -> conv2d(3, kernel = 1);
        loss sharp(critic: &Critic) = perceptual(critic at relu, y, x);
        y
    }
}

fn main() {
    let device = Cpu::default();
    let net = device.build_module::<Net, f32>();
    let x = device.zeros::<Rank4<2, 3, 8, 8>>();
    let _ = net.training().sharp(&x, &net);
}
