use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv: conv2d(4, kernel = 3) -> rleu };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let wrong: u8 = "not a number";
    println!("{:?}", nett.fc);
}
