use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn clipped(gradients: Gradients<Net>) -> Gradients<Net> {
    gradients.clip_grad_norm_(1.0)
}

fn main() {}
