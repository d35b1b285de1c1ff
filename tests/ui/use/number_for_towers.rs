use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

fn train(net: &Line) {
    let _ = net.training().on(2);
}

fn main() {}
