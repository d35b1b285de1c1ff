#![deny(unused_must_use)]
#![allow(dead_code)]
use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(adam: &mut Adam<Line>, pass: TrainingPass<Line, ()>) {
    adam.compute_gradients(pass).unwrap();
}

fn main() {}
