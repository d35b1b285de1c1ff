use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn run<D: netweave::Device<f32>>(net: &Line<f32, D>) -> Result<(), Error> {
    let _ = net.inference().on(&Towers::cpu(2)?);
    Ok(())
}

fn main() {}
