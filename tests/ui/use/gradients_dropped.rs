#![deny(unused_must_use)]
use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(adam: &mut Adam<Line>, pass: TrainingPass<Line, ()>) -> Result<(), Error> {
    adam.compute_gradients(pass)?;
    Ok(())
}

fn main() {}
