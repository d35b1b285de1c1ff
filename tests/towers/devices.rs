//! Towers on several CUDA devices: which there are, what is shared between them, and what becomes of their faults.

use std::process::Command;

use dfdx::tensor::Synchronize;
use dfdx::tensor_ops::GatherTo;
use netweave::{DeviceName, prelude::*};

use crate::networks::*;

#[test]
fn what_is_no_device_is_named() {
    let error = Towers::cuda([0, 99]).unwrap_err();
    assert!(matches!(error, Error::NoDevice { name: DeviceName::Cuda(99), .. }), "{error}");
    let error = Towers::cuda([]).unwrap_err().to_string();
    assert_eq!(error, "`towers` is 0, but must be a number from 1 to 512");
    assert_eq!(Towers::cuda(vec![0; 3]).unwrap().count(), 3);
}

/// What is recorded of a pass of its own is not done for one that is a part of a larger batch, and the other way round.
#[test]
fn a_part_is_not_taken_for_a_batch_of_its_size() {
    let net = Dev::seed_from_u64(1).build_module::<Mlp, f64>();
    let (x, t) = (noise(2, 4), noise(3, 4));
    let (halves, targets) = (noise(2, 8), noise(3, 8));
    let towers = towers(2);
    let gradients = |alone: bool| {
        let pass = match alone {
            true => net.training().mean(&x, &t),
            false => net.training().on(&towers).mean(&halves, &targets),
        };
        let gradients = Sgd::new(0.1).compute_gradients(pass.unwrap()).unwrap();
        gradients.variables("").unwrap().into_iter().flat_map(|gradient| gradient.values).collect::<Vec<f64>>()
    };
    let first = [true, false].map(gradients);
    for _ in 0..4 {
        assert_eq!([true, false].map(gradients), first);
    }
}

/// A variable is changed in its memory, or given another one: towers have it as it is.
#[test]
fn towers_see_what_was_changed() {
    let mut net = Dev::seed_from_u64(1).build_module::<Mlp, f64>();
    let (x, towers) = (noise(2, 6), towers(3));
    let check = |net: &Mlp<f64, Dev>| {
        let (one, all) = (net.forward(&x).as_vec(), net.inference().on(&towers).forward(&x).as_vec());
        assert_eq!(one.len(), all.len());
        one.iter().zip(&all).for_each(|(one, all)| assert!((one - all).abs() < 1e-12, "{all} is not {one}"));
        one
    };
    let first = check(&net);
    net.set_variable("fc/bias", &[1.0, 2.0, 3.0]).unwrap();
    let second = check(&net);
    assert_ne!(first, second);
    net.fc.weight = device().sample_normal();
    assert_ne!(check(&net), second);
    net.hidden.weight = net.hidden.weight.clone() * 2.0;
    check(&net);
}

/// A device whose memory is full, and one that has failed for good: an error that names tower and device, and nothing has
/// changed. A process of its own, for there is no way back for the second.
#[test]
fn a_device_that_fails() {
    const ALONE: &str = "NETWEAVE_TEST_ALONE";
    if devices() < 3 {
        return println!("skipped: there are {} devices", devices());
    }
    if std::env::var_os(ALONE).is_none() {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let command = command.args(["devices::a_device_that_fails", "--exact", "--nocapture"]);
        // Work that waits to be done fails when it is done, as on a GPU.
        let settings = [(ALONE, "1"), ("CUDA_STANDIN_MEMORY", "128"), ("CUDA_STANDIN_DEFER", "1")];
        let run = command.envs(settings).output().unwrap();
        let said = [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        return assert!(run.status.success() && said[0].contains("1 passed"), "{said:?}");
    }
    let (mut net, mut adam) = (device().build_module::<Cnn, f64>(), Adam::new(0.1));
    let (image, t, towers) = (noise(2, 6), labels(6), on([0, 2]));
    let (before, rest) = (net.variables(""), fill(2));
    let error = net.training().on(&towers).fit(&image, &t).err().unwrap().to_string();
    let begin = "tower 1, counted from 0, failed: the device failed: CUDA device 2 has no ";
    assert!(error.starts_with(begin) && error.ends_with(" bytes of memory left"), "{error}");
    let error = net.inference().on(&towers).try_forward(&image).err().unwrap().to_string();
    assert!(error.starts_with(begin), "{error}");
    // What is placed on that device is nowhere else.
    let placed = crate::placed::chain();
    let placement = Placement::cuda([0, 2]).unwrap();
    let error = placed.training().on(&placement).fit(noise(3, 6), labels(6)).err().unwrap().to_string();
    assert!(error.starts_with("the device failed: CUDA device 2 has no "), "{error}");
    assert_eq!((net.variables(""), adam.steps()), (before.clone(), 0));

    drop(rest);
    assert!(placed.training().on(&placement).fit(noise(3, 6), labels(6)).is_ok());
    let gradients = adam.compute_gradients(net.training().on(&towers).fit(&image, &t).unwrap()).unwrap();
    adam.apply_gradients(&mut net, gradients).unwrap();
    let changed = net.variables("");
    assert_ne!(changed, before);

    let pass = net.training().on(&towers).fit(&image, &t).unwrap();
    fail(2);
    let error = adam.compute_gradients(pass).err().unwrap().to_string();
    assert!(error.starts_with("tower 1, counted from 0, failed: the device failed: on CUDA device 2, "), "{error}");
    assert_eq!((net.variables(""), adam.steps()), (changed.clone(), 1));
    let error = net.training().on(&towers).fit(&image, &t).err().unwrap().to_string();
    assert!(error.starts_with("tower 1, counted from 0, failed"), "{error}");
    let others = on([0, 1]);
    let gradients = adam.compute_gradients(net.training().on(&others).fit(&image, &t).unwrap()).unwrap();
    adam.apply_gradients(&mut net, gradients).unwrap();
    assert_ne!(net.variables(""), changed);
}

/// Towers on these devices, which NCCL brings together if whoever runs the tests says so.
fn on(devices: [usize; 2]) -> Towers<Cuda> {
    let towers = Towers::cuda(devices).unwrap();
    #[cfg(feature = "nccl")]
    if by_nccl() {
        return towers.by_nccl().unwrap();
    }
    towers
}

/// What takes all the memory of a device.
struct Rest {
    device: Cuda,
    tensors: Vec<Tensor<(usize,), f32, Cuda>>,
}

fn fill(device: usize) -> Rest {
    let device = Cuda::try_build(device, 0).unwrap();
    let mut tensors = Vec::new();
    for elements in [1 << 18, 1 << 12, 1 << 8, 1 << 4, 1] {
        tensors.extend(std::iter::from_fn(|| device.try_zeros_like(&(elements,)).ok()));
    }
    Rest { device, tensors }
}

impl Drop for Rest {
    fn drop(&mut self) {
        self.tensors.clear();
        self.device.synchronize();
    }
}

/// Has a device take a row that there is not. When it comes to that, it does nothing more, and dfdx panics where it frees what
/// was there.
fn fail(device: usize) {
    let device = Cuda::try_build(device, 0).unwrap();
    let rows: Tensor<Rank2<2, 3>, f32, _> = device.zeros();
    let row: Tensor<Rank1<1>, usize, _> = device.tensor([1000]);
    std::mem::forget((rows.clone().try_gather(row.clone()), rows, row, device));
}

#[cfg(feature = "nccl")]
mod nccl {
    use super::*;

    #[test]
    fn what_cannot_be_brought_together() {
        let refused = |towers: Towers<Cuda>| towers.by_nccl().unwrap_err().to_string();
        let message = refused(Towers::cuda([0, 1, 0]).unwrap());
        assert_eq!(
            message,
            "NCCL cannot be used: towers 0 and 2 are both on CUDA device 0, and NCCL takes one of a device: name each device once, or leave `by_nccl` out"
        );
        let message = refused(Towers::of(&Placement::cuda([0, 1]).unwrap(), 1).unwrap());
        assert!(message.contains("towers of a placed network have several devices each: "), "{message}");
        let ranks = Towers::in_process(1).unwrap().remove(0);
        let message = refused(ranks.on(&device()).unwrap());
        assert!(message.contains("say `ranks.by_nccl(&device)?` in place of `ranks.on(&device)?`"), "{message}");
    }

    #[test]
    fn a_network_on_none_of_the_devices() {
        if devices() < 3 {
            return println!("skipped: there are {} devices", devices());
        }
        let net = device().build_module::<Mlp, f64>();
        let towers = Towers::cuda([1, 2]).unwrap().by_nccl().unwrap();
        let says = "NCCL cannot be used: the towers are on the CUDA devices [1, 2], and the network is on another one: build it on one of these";
        let error = net.training().on(&towers).mean(noise(2, 4), noise(3, 4)).err().unwrap();
        assert_eq!(error.to_string(), says);
        assert_eq!(net.inference().on(&towers).try_forward(&noise(2, 4)).err().unwrap().to_string(), says);
    }

    /// Each run gives the same bits, and so does another set of towers on the same devices.
    #[test]
    fn each_run_has_the_same_bits() {
        let numbers: Vec<usize> = (0..devices()).collect();
        let (image, t) = (noise(2, 11), labels(11));
        let net = Dev::seed_from_u64(1).build_module::<Cnn, f32>();
        let runs = (0..3).map(|_| {
            let towers = Towers::cuda(&numbers).unwrap().by_nccl().unwrap();
            let gradients =
                Adam::new(0.1).compute_gradients(net.training().on(&towers).fit(&image, &t).unwrap()).unwrap();
            let variables = gradients.variables("").unwrap().into_iter();
            variables.flat_map(|gradient| gradient.values).map(f32::to_bits).collect::<Vec<u32>>()
        });
        let runs: Vec<_> = runs.collect();
        assert!(runs.iter().all(|run| *run == runs[0]));
    }
}
