use netweave::prelude::*;

network! {
    network A(x: [5, 3], h: [1, 4]) -> [5, 8] {
        x -> encoder: rnn(4, bidirectional = true, hidden = h)
    }
}

fn main() {}
