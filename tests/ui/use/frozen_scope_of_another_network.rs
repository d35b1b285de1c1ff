use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] {
        let logits = scope encoder { x -> fc: linear(2) };
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }

    pub network Second(x: [4]) -> [2] { scope encoder { x -> fc: linear(2) } }
}

fn begin(net: &First) {
    let _ = net.training().freeze(Second::ENCODER);
}

fn main() {}
