use netweave::prelude::*;

network! {
    pub network Net(x: [20, 29]) -> [20, 29] {
        loss fit(text: [20, 29]) = ctc(x, text);
        x
    }
}

fn main() {}
