use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(adam: &mut Adam<Line>, pass: TrainingPass<Line, ()>) {
    let _ = adam.compute_gradients(pass);
    let _ = adam.compute_gradients(pass);
}

fn main() {}
