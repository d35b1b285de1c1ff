//! What says what to write instead of a word of another library is not there where the word is a user's own.

use netweave::prelude::*;

network! {
    network Net(x: [2]) -> [1] {
        let y = x -> fc: linear(1);
        loss size = l2(y, y);
        y
    }
}

impl Net {
    fn eval(&self) -> &'static str {
        "own, by a reference"
    }

    fn train(&mut self) -> &'static str {
        "own, by a mutable reference"
    }

    fn compile(self) -> &'static str {
        "own, by value"
    }
}

trait Words {
    fn fit(&mut self) -> &'static str;

    fn step(&mut self) -> &'static str;

    fn backward(&self) -> &'static str;

    fn item(&self) -> &'static str;
}

impl<T> Words for T {
    fn fit(&mut self) -> &'static str {
        "of a trait"
    }

    fn step(&mut self) -> &'static str {
        "of a trait"
    }

    fn backward(&self) -> &'static str {
        "of a trait"
    }

    fn item(&self) -> &'static str {
        "of a trait"
    }
}

#[test]
fn words_of_a_user() -> Result<(), Error> {
    let device = Cpu::default();
    let mut net = Net::<f32, Cpu>::build(&device);
    assert_eq!(net.eval(), "own, by a reference");
    assert_eq!(net.train(), "own, by a mutable reference");
    assert_eq!(net.fit(), "of a trait");
    assert_eq!(Adam::<Net>::new(1e-3).step(), "of a trait");
    let x: Tensor<Rank2<3, 2>, f32, Cpu> = device.zeros();
    assert_eq!(net.training().size(&x)?.backward(), "of a trait");
    assert_eq!((x.item(), 1.0_f32.backward()), ("of a trait", "of a trait"));
    assert_eq!(net.compile(), "own, by value");
    Ok(())
}
