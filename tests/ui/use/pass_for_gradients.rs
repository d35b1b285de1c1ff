use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

fn step(adam: &mut Adam<Line>, net: &mut Line, pass: TrainingPass<Line, Tensor<Rank2<5, 2>, f32, Cpu>>) -> Result<(), Error> {
    adam.apply_gradients(net, pass)
}

fn main() {}
