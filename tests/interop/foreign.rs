//! What the language does not have, inside of a network: its names, its training, its files.

use dfdx::dtypes::Dtype;
use dfdx::nn::modules::Tanh;
use dfdx::shapes::Dim;
use dfdx::tensor::Tape;
use dfdx::tensor_ops::Device;
use netweave::modules::{Embedding, MultiHeadAttention};
use netweave::prelude::*;
use safetensors::SafeTensors;

fn sine<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D>>(
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
        let code = seen -> encoder: Encoder -> apply(sine) -> [4];
        let scores = scope head {
            code -> inner: module((dfdx::nn::modules::Linear<4, 4, E, D>, Tanh)) -> [4] -> Pair(code)
        };
        loss fit(labels: [3]) = softmax_cross_entropy(scores, labels);
        scores
    }

    network Words(words: [3] of usize) -> [5] {
        let vectors = words -> table: module(Embedding<7, 4>) -> [3, 4];
        let scores = vectors -> flatten -> fc: linear(5);
        loss fit(labels: [5]) = softmax_cross_entropy(scores, labels);
        scores
    }
}

fn batch(device: &Cpu) -> (Tensor<Rank3<5, 2, 4>, f64, Cpu>, Tensor<Rank2<5, 3>, f64, Cpu>) {
    (device.sample_normal(), device.ones())
}

#[test]
fn all_of_its_variables_train() {
    let device = Cpu::seed_from_u64(0);
    let mut net = Mixed::<f64>::build(&device);
    let before = net.clone();
    let (images, labels) = batch(&device);
    let mut sgd = Sgd::new(0.1);
    let pass = net.training().fit(&images, &labels).unwrap();
    let loss = pass.value();
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    assert!(net.training().fit(&images, &labels).unwrap().value() < loss);
    assert_ne!(net.attn.w_q.weight.as_vec(), before.attn.w_q.weight.as_vec());
    assert_ne!(net.encoder.fc.weight.as_vec(), before.encoder.fc.weight.as_vec());
    assert_ne!(net.head.inner.0.weight.as_vec(), before.head.inner.0.weight.as_vec());
    assert_ne!(net.head.pair.fc.bias.as_vec(), before.head.pair.fc.bias.as_vec());
    // The batch norm of the network inside has made its update.
    assert_ne!(net.encoder.batch_norm.running_mean.as_vec(), before.encoder.batch_norm.running_mean.as_vec());
}

#[test]
fn a_table_of_dfdx_takes_indices() {
    let device = Cpu::seed_from_u64(1);
    let mut net = Words::<f32>::build(&device);
    let table = net.table.weight.as_vec();
    let words = device.tensor([[0, 1, 2], [6, 1, 0]]);
    let labels: Tensor<Rank2<2, 5>, f32, _> = device.ones();
    let mut sgd = Sgd::new(1.0);
    let gradients = sgd.compute_gradients(net.training().fit(&words, &labels).unwrap()).unwrap();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    let moved = net.table.weight.as_vec();
    let rows = table.chunks(4).zip(moved.chunks(4)).map(|(before, after)| before != after);
    // Words that were not in the batch stay where they are.
    assert_eq!(rows.collect::<Vec<_>>(), [true, true, true, false, false, false, true]);
}

#[test]
fn it_is_saved_by_name_and_loaded() {
    let device = Cpu::seed_from_u64(2);
    let saved = Mixed::<f64>::build(&device);
    let file = tempfile::NamedTempFile::new().unwrap();
    saved.save_safetensors(file.path()).unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let names = tensors.names();
    for name in ["attn.w_q.weight", "encoder.fc.weight", "encoder.batch_norm.running_var", "head.inner.0.bias"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    let (images, _) = batch(&device);
    let mut loaded = Mixed::<f64>::build(&device);
    assert_ne!(loaded.forward(&images).as_vec(), saved.forward(&images).as_vec());
    loaded.load_safetensors(file.path()).unwrap();
    assert_eq!(loaded.forward(&images).as_vec(), saved.forward(&images).as_vec());
}

/// The parameters of networks inside are counted; those of a module only dfdx knows.
#[test]
fn the_costs_of_a_network_inside_are_counted() {
    assert_eq!(Encoder::PARAMETERS, 8 * 4 + 4 + 2 * 4);
    assert_eq!(Mixed::PARAMETERS, Encoder::PARAMETERS + Pair::PARAMETERS);
    assert_eq!(Mixed::MULTIPLY_ADDS, 8 * 4 + 4 * 3);
}

/// dfdx's way of training: the tape goes through all of it.
#[test]
fn dfdx_trains_it() {
    let device = Cpu::seed_from_u64(3);
    let mut net = Mixed::<f64>::build(&device);
    let (images, _) = batch(&device);
    let scores = net.forward_mut(images.leaky_trace());
    let gradients = dfdx::tensor_ops::SumTo::sum::<Rank0, _>(scores).backward();
    assert!(gradients.get(&net.attn.w_q.weight).as_vec().iter().any(|&gradient| gradient != 0.0));
    assert!(gradients.get(&images).as_vec().iter().all(|&gradient| gradient != 0.0));
}
