//! Wherever an item may be.

use netweave::prelude::*;

network! {
    network First(input: [2]) -> [3] {
        let hidden = scope shared_name { input -> fc: linear(4) };
        hidden -> fc: linear(3)
    }

    network Second(input: [2]) -> [3] {
        let hidden = scope shared_name { input -> fc: linear(5) };
        hidden -> fc: linear(3)
    }
}

mod nested {
    pub(super) mod deeper {
        netweave::network! {
            pub(in crate::places) network First(input: [2]) -> [4] {
                input -> fc: linear(4)
            }
        }
    }
}

#[test]
fn two_networks_in_a_module() {
    let device = Cpu::default();
    let (first, second) = (First::<f32>::build(&device), Second::<f32>::build(&device));
    assert_eq!(first.shared_name.fc.weight.shape().concrete(), [4, 2]);
    assert_eq!(second.shared_name.fc.weight.shape().concrete(), [5, 2]);
}

#[test]
fn one_name_in_two_modules() {
    let device = Cpu::default();
    let first = nested::deeper::First::<f32>::build(&device);
    let input: Tensor<Rank2<1, 2>, f32, _> = device.ones();
    assert_eq!(first.forward(input).shape().concrete(), [1, 4]);
}

#[test]
fn inside_a_function() {
    network! {
        network Local(image: [1, 4, 4]) -> [3] {
            let features = scope features {
                image -> conv: conv2d(2, kernel = 3) -> batch_norm -> relu
            };
            let logits = features -> flatten -> fc: linear(3);
            loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
            loss seen(critic: &Critic) = perceptual(critic at features/conv, image, 0.5 * image) + l1(logits, logits);
            logits
        }

        network Critic(image: [1, 4, 4]) -> [2, 2, 2] {
            scope features { image -> conv: conv2d(2, kernel = 3) }
        }
    }
    let device = Cpu::default();
    let network = Local::<f32>::build(&device);
    let image: Tensor<Rank4<2, 1, 4, 4>, f32, _> = device.sample_normal();
    let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    let pass = network.training().classification(&image, &labels).unwrap();
    assert!(pass.value().is_finite());
    let pass = network.training().seen(&image, &Critic::<f32>::build(&device)).unwrap();
    assert!(pass.value() > 0.0);
    assert_eq!(network.forward(image).shape().concrete(), [2, 3]);
}

#[test]
fn one_name_in_two_blocks_of_a_function() {
    let device = Cpu::default();
    let input: Tensor<Rank2<1, 2>, f32, _> = device.ones();
    {
        network! { network Local(input: [2]) -> [3] { input -> fc: linear(3) } }
        assert_eq!(Local::<f32>::build(&device).forward(input.clone()).shape().concrete(), [1, 3]);
    }
    {
        network! { network Local(input: [2]) -> [4] { input -> fc: linear(4) } }
        assert_eq!(Local::<f32>::build(&device).forward(input).shape().concrete(), [1, 4]);
    }
}

/// A macro of the user's that writes networks.
macro_rules! perceptron {
    ($name:ident, $inputs:literal, $outputs:literal) => {
        network! {
            network $name(input: [$inputs]) -> [$outputs] {
                let hidden = input -> hidden: linear(8) -> relu;
                hidden -> fc: linear($outputs)
            }
        }
    };
}

perceptron!(FromMacro, 2, 5);

#[test]
fn from_a_macro_of_the_user() {
    let device = Cpu::default();
    let input: Tensor<Rank2<1, 2>, f32, _> = device.ones();
    assert_eq!(FromMacro::<f32>::build(&device).forward(input).shape().concrete(), [1, 5]);
}
