use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(adam: &Adam<First>, pass: TrainingPass<Second, ()>) {
    let _ = adam.compute_gradients(pass);
}

fn main() {}
