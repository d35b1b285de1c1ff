//! The crate under another name, with every kind of generated item.

use renamed::prelude::*;

renamed::network! {
    /// Documented.
    pub network Everything(image: [2, 4, 4], other: [2, 4, 4]) -> (logits: [3], mask: [2, 4, 4]) {
        let features = scope features {
            image -> conv: conv2d(2, kernel = 3, padding = 1) -> batch_norm -> relu
        };
        reuse scope shared(x) {
            x -> conv: conv2d(2, kernel = 3, padding = same) -> avg_pool2d(kernel = 2)
        }
        let joined = concat(shared(features), shared(other), axis = 0);
        let logits = joined -> dropout(0.5) -> flatten -> fc: linear(3);
        loss classification(labels: [3]) = 2 * softmax_cross_entropy(logits, labels);
        (logits, features)
    }
}

#[test]
fn it_runs() {
    let device = Cpu::default();
    let mut network = Everything::<f32>::build(&device);
    let image: Tensor<Rank4<2, 2, 4, 4>, f32, _> = device.sample_normal();
    let outputs = network.forward(image.clone(), image.clone());
    assert_eq!(outputs.logits.shape().concrete(), [2, 3]);

    let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    let pass = network.training().classification(&image, &image, &labels).unwrap();
    let mut adam = Adam::new(1e-3);
    let gradients = adam.compute_gradients(pass).unwrap();
    adam.apply_gradients(&mut network, gradients).unwrap();
}

/// A layer of one's own says where the crate is.
#[derive(Clone, Debug, renamed::own::Layer)]
#[layer(crate = renamed)]
struct Shift<E = f32, D: renamed::own::Storage<E> = Cpu> {
    #[variable(init = constant(2))]
    by: Tensor<Rank0, E, D>,
}

impl<E: renamed::own::Dtype, D: renamed::own::Device<E>> renamed::own::Forward<Rank1<2>, E, D> for Shift<E, D> {
    type Output = Rank1<2>;

    fn forward<'p>(&self, x: renamed::own::Batch<'p, Rank1<2>, E, D>) -> renamed::own::Batch<'p, Rank1<2>, E, D> {
        x + x.variable(&self.by)
    }
}

renamed::network! {
    network Shifted(x: [2]) -> [2] {
        x -> layer(Shift)
    }
}

#[test]
fn a_layer_of_ones_own_runs() {
    let device = Cpu::default();
    let network = Shifted::<f32>::build(&device);
    assert_eq!(network.forward(device.tensor([[1.0, -1.0]])).array(), [[3.0, 1.0]]);
}
