use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn step(sgd: &mut Sgd<Line>, net: &mut Line, gradients: Gradients<Line>) -> Result<(), Error> {
    sgd.apply_gradients(net, gradients)?;
    sgd.apply_gradients(net, gradients)
}

fn main() {}
