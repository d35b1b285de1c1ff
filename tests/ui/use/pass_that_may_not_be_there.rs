use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

fn step(net: &mut Line, x: Tensor<Rank2<5, 4>, f32, Cpu>, t: Tensor<Rank2<5, 2>, f32, Cpu>) -> Result<(), Error> {
    let mut adam = Adam::new(1e-3);
    let gradients = adam.compute_gradients(net.training().fit(x, t))?;
    adam.apply_gradients(net, gradients)
}

fn main() {}
