use netweave::prelude::*;

fn main() {
    network! {
        network Digits(image: [64]) -> [10] { image -> fc: lineer(10) }
    }

    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let images: Tensor<Rank2<5, 64>, f32, Cpu> = Cpu::default().zeros();
    println!("{:?}", net.forward(images).array());
    println!("{:?} {:?}", Digits::FC, net.end_point(digits::end_point::fc, &images));
}
