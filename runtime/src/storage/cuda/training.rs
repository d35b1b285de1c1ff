//! A network that is trained on a CUDA device becomes what it becomes on the CPU.

use super::tests::devices;
use crate::prelude::*;
use crate::storage::Device;

network! {
    network Perceptron(x: [5]) -> [3] {
        let y = x -> hidden: linear(7) -> relu -> out: linear(3);
        loss fit(target: [3]) = l2(y, target);
        y
    }
}

/// The losses of ten steps from the same start, and what the network gives then.
macro_rules! train {
    ($device:expr, $optimizer:expr) => {{
        let (device, mut optimizer) = ($device, $optimizer);
        let mut network = Perceptron::<f32, _>::build(&device);
        let (x, target) = (device.sample_normal::<Rank2<11, 5>>(), device.sample_normal::<Rank2<11, 3>>());
        let mut found = Vec::new();
        for _ in 0..10 {
            let pass = network.training().fit(&x, &target).unwrap();
            found.push(pass.value());
            let gradients = optimizer.compute_gradients(pass).unwrap();
            optimizer.apply_gradients(&mut network, gradients).unwrap();
        }
        found.extend(network.forward(x).as_vec());
        found
    }};
}

#[track_caller]
fn compare(on_cuda: &[f32], on_cpu: &[f32]) {
    assert!(on_cpu[0] > on_cpu[9] + 0.01, "something is learnt: {on_cpu:?}");
    for (i, (cuda, cpu)) in on_cuda.iter().zip(on_cpu).enumerate() {
        assert!((cuda - cpu).abs() < 1e-5, "{i} is {cuda} on the GPU, {cpu} on the CPU");
    }
}

#[test]
fn adam_takes_the_same_steps() {
    let Some((cuda, kernels)) = devices() else { return };
    compare(&train!(cuda, Adam::new(1e-2)), &train!(Cpu::default(), Adam::new(1e-2)));
    assert_eq!(kernels.take_fault(), None);
}

/// Every piece of work binds its own device to the thread.
#[test]
fn networks_of_two_devices_take_turns() {
    let Some((cuda, _)) = devices() else { return };
    let Ok(kernels) = crate::kernels::cuda::Cuda::new(1).inspect_err(|fault| eprintln!("skipped: {fault}")) else {
        return;
    };
    let other = Cuda::try_build(1, 0).expect("there is a second device");
    assert_eq!(Device::<f32>::kernels(&other).unwrap().ordinal(), 1);
    let mut networks = [&cuda, &other].map(Perceptron::<f32, _>::build);
    let mut optimizer = [(); 2].map(|()| Adam::new(1e-2));
    let batches =
        [&cuda, &other].map(|device| (device.sample_normal::<Rank2<11, 5>>(), device.sample_normal::<Rank2<11, 3>>()));
    for _ in 0..4 {
        let losses = [0, 1].map(|i| {
            let pass = networks[i].training().fit(&batches[i].0, &batches[i].1).unwrap();
            let value = pass.value();
            let gradients = optimizer[i].compute_gradients(pass).unwrap();
            optimizer[i].apply_gradients(&mut networks[i], gradients).unwrap();
            value
        });
        assert_eq!(losses[0], losses[1], "both devices do the same");
    }
    assert_eq!(kernels.take_fault(), None);
}

#[test]
fn momentum_takes_the_same_steps() {
    let Some((cuda, kernels)) = devices() else { return };
    compare(&train!(cuda, Sgd::new(1e-2).momentum(0.9)), &train!(Cpu::default(), Sgd::new(1e-2).momentum(0.9)));
    assert_eq!(kernels.take_fault(), None);
}
