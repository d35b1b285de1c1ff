use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(net: &mut Second, pass: TrainingPass<First, ()>) -> Result<(), Error> {
    let mut adam = Adam::new(1e-3);
    let gradients = adam.compute_gradients(pass)?;
    adam.apply_gradients(net, gradients)
}

fn main() {}
