//! The memory of a training step of ResNet-18: how it is packed, and what a limit changes.

use netweave::Memory;
use netweave::prelude::*;

#[path = "../../examples/networks/resnet18.rs"]
mod network;

network! {
    network Classifier(image: [3, 32, 32]) -> [10] {
        let logits = image -> body: network::CifarResNet18 -> [10];
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }

    network ImageNet(image: [3, 224, 224]) -> [1000] {
        let logits = image -> body: network::ResNet18 -> [1000];
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

/// Fails if a plan takes more than a twentieth above what is there at its fullest moment.
#[track_caller]
fn assert_packed(Memory { bytes, least, .. }: Memory) {
    println!("{bytes} bytes of {least}, {:.4} times", bytes as f64 / least as f64);
    assert!(least <= bytes && bytes * 100 <= least * 105, "{bytes} bytes, and {least} are needed");
}

#[test]
fn is_packed_to_its_bound() {
    let device = Cpu::seed_from_u64(0);
    let net = device.build_module::<Classifier, f32>();
    let x: Tensor<Rank4<16, 3, 32, 32>, f32, _> = device.zeros();
    let pass = net.training().classification(&x, device.tensor([0; 16])).unwrap();
    assert_packed(pass.memory());
    let half = pass.memory().bytes / 2;
    drop(pass);
    assert_eq!(net.peak_memory(16).unwrap().training[0].bytes / 2, half);
    assert_packed(net.training().memory_limit(half).classification(&x, device.tensor([0; 16])).unwrap().memory());

    let net = device.build_module::<ImageNet, f32>();
    let x: Tensor<Rank4<2, 3, 224, 224>, f32, _> = device.zeros();
    assert_packed(net.training().classification(&x, device.tensor([0; 2])).unwrap().memory());
}

#[test]
fn has_the_same_gradients_in_half_of_its_memory() {
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Classifier, f32>();
    let x: Tensor<Rank4<2, 3, 32, 32>, f32, _> = device.sample_normal();
    let labels = device.tensor([3, 7]);
    let adam = Adam::new(1e-3);
    let whole = net.training().classification(&x, &labels).unwrap();
    let most = whole.memory().bytes;
    let expected = adam.compute_gradients(whole).unwrap().variables("").unwrap();

    let half = net.training().memory_limit(most / 2).classification(&x, &labels).unwrap();
    let memory = half.memory();
    assert!(memory.bytes <= most / 2 && memory.recomputed > 0.0, "{memory:?} of {most}");
    let found = adam.compute_gradients(half).unwrap().variables("").unwrap();
    assert_eq!(found.len(), 62);
    for (found, expected) in found.iter().zip(&expected) {
        let [found_bits, bits] = [found, expected].map(|variable| variable.values.iter().map(|value| value.to_bits()));
        assert!(found.name == expected.name && found_bits.eq(bits), "{}", found.name);
    }
}
