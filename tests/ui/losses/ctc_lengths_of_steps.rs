use netweave::prelude::*;

network! {
    pub network Net(x: [20, 29]) -> [20, 29] {
        loss fit(text: [5] of usize, frames: [20] of usize) = ctc(x, text, lengths = frames);
        x
    }
}

fn main() {}
