use netweave::prelude::*;

network! {
    pub network Digits<HIDDEN: usize>(image: [64]) -> [10] {
        image -> hidden: linear(HIDDEN) -> relu -> fc: linear(10)
    }
}

fn main() {
    let net = Digits::<32, f32, Cpu>::build(&Cpu::default());
    let images: Tensor<Rank2<5, 64>, f32, Cpu> = Cpu::default().zeros();
    let _: Tensor<Rank2<5, 10>, f32, Cpu> = net.forward(images);
    let _ = (Digits::<32>::FC, digits::end_point::hidden);
}
