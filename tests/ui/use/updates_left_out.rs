use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn step(adam: &mut Adam<Line>, net: &mut Line, gradients: dfdx::tensor::Gradients<f32, Cpu>) {
    adam.apply_gradients(net, gradients).unwrap();
}

fn main() {}
