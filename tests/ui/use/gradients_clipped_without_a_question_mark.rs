use netweave::prelude::*;

network! {
    network Line(x: [1]) -> [1] {
        let y = x -> fc: linear(1);
        loss fit(target: [1]) = mse(y, target);
        y
    }
}

fn step(net: &mut Line, adam: &mut Adam<Line>, x: &Tensor<Rank2<4, 1>, f32, Cpu>) -> Result<(), Error> {
    let pass = net.training().fit(x, x)?;
    let gradients = adam.compute_gradients(pass).clip_by_global_norm(1.0);
    adam.apply_gradients(net, gradients)
}

fn main() {}
