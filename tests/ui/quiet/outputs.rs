use netweave::prelude::*;

network! {
    pub network Flow(image: [2, 8, 8]) -> (flow: [2, 8, 8], warped: [2, 8]) {
        let flow = image -> conv: conv2d(2, kernel = 3, padding = 1);
        let warped = warp(image, flow);
        (flow, warped)
    }
}

fn main() {
    let net = Flow::<f32, Cpu>::build(&Cpu::default());
    let image: Tensor<Rank4<1, 2, 8, 8>, f32, Cpu> = Cpu::default().zeros();
    let out = net.forward(&image);
    let _: Tensor<Rank4<1, 2, 8, 8>, f32, Cpu> = out.warped + out.flow * 2.0;
    let flow::Outputs { flow, warped } = net.try_forward(image).unwrap();
    println!("{:?} {:?}", flow.array(), warped.array());
}
