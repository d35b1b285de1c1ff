//! What the language does not have, in a network: its names, its training, its files.

use dfdx::dtypes::Dtype;
use dfdx::nn::modules::Tanh;
use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use dfdx::tensor_ops::Device;
use netweave::modules::MultiHeadAttention;
use netweave::prelude::*;

fn doubled<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
    x: Tensor<(B, Const<4>), E, D, T>,
) -> Tensor<(B, Const<4>), E, D, T> {
    x.sin()
}

network! {
    network Encoder(image: [2, 4]) -> [4] {
        image -> flatten -> fc: linear(4) -> batch_norm -> tanh
    }

    network Pair(left: [4], right: [4]) -> [3] {
        left + right -> fc: linear(3)
    }

    network Mixed(image: [2, 4]) -> [3] {
        let seen = image -> attn: module(MultiHeadAttention<4, 2>) -> [2, 4];
        let code = seen -> encoder: Encoder -> apply(doubled) -> [4];
        let out = scope head {
            code -> inner: module((dfdx::nn::modules::Linear<4, 4, E, D>, Tanh)) -> [4] -> Pair(code)
        };
        loss fit(labels: [3]) = softmax_cross_entropy(out, labels);
        out
    }
}

#[test]
fn try_it() {
    let device = Cpu::seed_from_u64(0);
    let mut net = Mixed::<f64>::build(&device);
    let images: Tensor<Rank3<5, 2, 4>, f64, _> = device.sample_normal();
    let labels: Tensor<Rank2<5, 3>, f64, _> = device.ones();
    let mut sgd = Sgd::new(0.1);
    let pass = net.training().fit(&images, &labels).unwrap();
    let before = pass.value();
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    let after = net.training().fit(&images, &labels).unwrap().value();
    assert!(after < before);
}
