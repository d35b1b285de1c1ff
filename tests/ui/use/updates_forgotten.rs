use dfdx::optim::Optimizer as _;
use dfdx::tensor_ops::Backward;
use netweave::prelude::*;

network! {
    pub network Normal(x: [4]) -> [2] {
        let logits = x -> batch_norm -> fc: linear(2);
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn train(
    net: &mut Normal,
    sgd: &mut dfdx::optim::Sgd<Normal, f32, Cpu>,
    x: &Tensor<Rank2<5, 4>, f32, Cpu>,
    labels: &Tensor<Rank2<5, 2>, f32, Cpu>,
) {
    let pass = net.training().fit(x, labels).unwrap();
    let gradients = pass.loss.backward();
    sgd.update(net, &gradients).unwrap();
}

fn main() {}
