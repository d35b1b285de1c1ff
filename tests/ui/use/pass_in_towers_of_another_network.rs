use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }

    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

type Batch<const C: usize> = Tensor<Rank2<5, C>, f32, Cpu>;

fn train(first: &First, second: &mut Second, x: Batch<4>, t: Batch<2>, towers: &Towers<Cpu>) -> Result<(), Error> {
    let mut adam = Adam::new(1e-3);
    let gradients = adam.compute_gradients(first.training().on(towers).fit(x, t)?)?;
    adam.apply_gradients(second, gradients)
}

fn main() {}
