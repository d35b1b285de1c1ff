use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv: conv2d(4, kernel = 3) -> rleu };
        features -> flatten -> fc: linear(10)
    }
}

struct Trainer {
    net: Digits,
    adam: Adam<Digits>,
}

impl Digits {
    fn bias(&self) -> f32 {
        self.fc.bias.array()[0]
    }
}

trait Size {
    fn size(&self) -> usize;
}

impl<D: netweave::Device<f32>> Size for Digits<f32, D> {
    fn size(&self) -> usize {
        self.num_trainable_params()
    }
}

fn of_any<N: Network>(net: &N) -> usize {
    net.variables("").len()
}

fn main() {
    let trainer = Trainer { net: Digits::build(&Cpu::default()), adam: Adam::new(1e-3) };
    println!("{} {} {}", trainer.net.bias(), trainer.net.size(), of_any(&trainer.net));
}
