use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        x -> encoder: rnn(8, nonlinearity = sigmoid)
    }
}

fn main() {}
