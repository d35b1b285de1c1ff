use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

type Batch<const C: usize> = Tensor<Rank2<5, C>, f32, Cpu>;

fn train(net: &Line, x: Batch<4>, t: Batch<2>, towers: &Towers<Cpu>) -> Result<(), Error> {
    let _ = net.training().fit(x, t)?.on(towers);
    Ok(())
}

fn main() {}
