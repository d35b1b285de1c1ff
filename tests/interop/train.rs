//! By dfdx's own optimizers.

use dfdx::data::OneHotEncode;
use dfdx::losses::cross_entropy_with_logits_loss;
use dfdx::nn::ZeroGrads;
use dfdx::nn::builders::Linear;
use dfdx::optim::{Adam, AdamConfig, Optimizer as _};
use netweave::prelude::{Adam as Ours, Optimizer, *};

use crate::Digits;

type Images = Tensor<Rank4<12, 1, 8, 8>, f64, Cpu>;

fn batch(device: &Cpu) -> (Images, Tensor<Rank2<12, 10>, f64, Cpu>) {
    let labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1];
    (device.sample_normal(), device.one_hot_encode(Const::<10>, labels))
}

/// Every variable has a gradient, or dfdx would name it as unused.
#[test]
fn a_network_alone() {
    let device = Cpu::seed_from_u64(2);
    let mut network = Digits::<f64>::build(&device);
    let (images, labels) = batch(&device);
    let mut adam = Adam::new(&network, AdamConfig { lr: 1e-2, ..Default::default() });
    let mut gradients = network.alloc_grads();
    let mut losses = Vec::new();
    for _ in 0..20 {
        let logits = network.forward_mut(images.clone().traced(gradients));
        let loss = cross_entropy_with_logits_loss(logits, labels.clone());
        losses.push(loss.array());
        gradients = loss.backward();
        adam.update(&mut network, &gradients).unwrap();
        network.zero_grads(&mut gradients);
    }
    assert!(losses[19] < 0.1 * losses[0], "{losses:?}");
}

#[test]
fn a_network_in_a_tuple() {
    let device = Cpu::seed_from_u64(2);
    let mut model = device.build_module::<(Digits, Linear<10, 10>), f64>();
    let (images, labels) = batch(&device);
    let mut adam = Adam::new(&model, AdamConfig { lr: 1e-2, ..Default::default() });
    let mut gradients = model.alloc_grads();
    let mut losses = Vec::new();
    for _ in 0..20 {
        let logits = model.forward_mut(images.clone().traced(gradients));
        let loss = cross_entropy_with_logits_loss(logits, labels.clone());
        losses.push(loss.array());
        gradients = loss.backward();
        adam.update(&mut model, &gradients).unwrap();
        model.zero_grads(&mut gradients);
    }
    assert!(losses[19] < 0.1 * losses[0], "{losses:?}");
    assert_ne!(model.0.features.batch_norm.running_mean.as_vec(), vec![0.0; 16]);
}

/// dfdx's way and netweave's take the same steps.
#[test]
fn both_ways_agree() {
    let device = Cpu::seed_from_u64(2);
    let mut theirs = Digits::<f64>::build(&device);
    let mut ours = theirs.clone();
    let (images, labels) = batch(&device);

    let mut adam = Adam::new(&theirs, AdamConfig { lr: 1e-2, eps: 1e-8, ..Default::default() });
    let mut our_adam = Ours::new(1e-2);
    for _ in 0..3 {
        let logits = theirs.forward_mut(images.leaky_trace());
        let loss = cross_entropy_with_logits_loss(logits, labels.clone());
        let expected = loss.array();
        adam.update(&mut theirs, &loss.backward()).unwrap();

        let pass = ours.training().classification(&images, &labels).unwrap();
        assert!((pass.value() - expected).abs() < 1e-9, "{} is not {expected}", pass.value());
        let gradients = our_adam.compute_gradients(pass).unwrap();
        our_adam.apply_gradients(&mut ours, gradients).unwrap();
    }
    let near = |left: Vec<f64>, right: Vec<f64>| left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-6);
    assert!(near(ours.fc.weight.as_vec(), theirs.fc.weight.as_vec()));
    assert!(near(ours.features.conv1.weight.as_vec(), theirs.features.conv1.weight.as_vec()));
    assert!(near(ours.features.batch_norm.running_var.as_vec(), theirs.features.batch_norm.running_var.as_vec()));
}

/// `Module` is inference, `ModuleMut` is training.
#[test]
fn module_and_module_mut() {
    let device = Cpu::seed_from_u64(2);
    let mut network = Digits::<f64>::build(&device);
    let (images, _) = batch(&device);
    let inference = Module::forward(&network, images.clone()).as_vec();
    assert_eq!(network.forward(images.clone()).as_vec(), inference);
    let training = network.forward_mut(images.leaky_trace()).as_vec();
    assert_ne!(training, inference);
    // The statistics have moved, so inference has too.
    assert_ne!(network.forward(images).as_vec(), inference);
}
