use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn scale(gradients: Gradients<First>) -> Gradients<First> {
    gradients.scale(Second::FC, 0.1)
}

fn main() {}
