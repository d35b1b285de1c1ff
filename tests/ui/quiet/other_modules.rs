use netweave::prelude::*;

mod nets {
    use super::*;

    network! {
        pub network Encoder(image: [64]) -> [8] { image -> fc: linear(9) }
        pub network Decoder(code: [8]) -> [64] { code -> fc: linear(64) }
    }
}

use nets::decoder::end_point::fc;
use nets::{Decoder, Encoder, encoder};

network! {
    network Both(image: [64]) -> [64] {
        let code = image -> encode: Encoder -> [8];
        code -> decode: Decoder -> [64]
    }
}

fn main() {
    let both = Both::<f32, Cpu>::build(&Cpu::default());
    println!("{:?} {:?}", both.encode.fc.bias, both.decode.fc.bias);
    let (a, b) = (Encoder::<f32, Cpu>::build(&Cpu::default()), Decoder::<f32, Cpu>::build(&Cpu::default()));
    let code = a.end_point(encoder::end_point::fc, Cpu::default().zeros::<Rank2<1, 64>>());
    b.end_point(fc, code);
}
