use netweave::prelude::*;

network! {
    pub network Net(x: [20, 29]) -> [20, 29] {
        loss fit(text: [5] of usize, letters: [] of usize) = ctc(x, text, target_lengths = letters);
        x
    }
}

fn main() {}
