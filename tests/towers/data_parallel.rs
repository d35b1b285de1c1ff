//! Batch norm of each tower by itself, against PyTorch's `DataParallel` (`golden/parallel.py`).

use std::collections::BTreeMap;

use netweave::prelude::*;
use safetensors::SafeTensors;

use crate::networks::{Batch, Dev, towers};

network! {
    network Net(image: [2, 5, 5]) -> [4] {
        let y = image -> conv: conv2d(3, kernel = 3) -> norm: batch_norm -> relu -> flatten -> fc: linear(4);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }
}

fn read(file: &str) -> BTreeMap<String, Vec<f64>> {
    let bytes = std::fs::read(file).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let values =
        |data: &[u8]| data.chunks_exact(8).map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap())).collect();
    tensors.iter().map(|(name, view)| (name.to_owned(), values(view.data()))).collect()
}

fn assert_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1.0), "{what}: {found} is not {expected}");
    }
}

fn check(case: &str, replicas: usize) {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let file = format!("{root}/golden/data_parallel_{case}.safetensors");
    let golden = read(&file);
    let device = Dev::default();
    let mut net = device.build_module::<Net, f64>();
    net.load_safetensors(&file).unwrap();
    let batch = golden["labels"].len() / 4;
    let x: Batch<(usize, Const<2>, Const<5>, Const<5>)> =
        device.tensor_from_vec(golden["input"].clone(), (batch, Const, Const, Const));
    let t: Batch<(usize, Const<4>)> = device.tensor_from_vec(golden["labels"].clone(), (batch, Const));

    let replicated = towers(replicas);
    let mut sgd = Sgd::new(0.0);
    let pass = net.training().on(&replicated).fit(&x, &t).unwrap();
    assert_close(&[pass.value()], &golden["value"], "the loss");
    assert_close(&pass.output().as_vec(), &golden["output"], "the output");
    let gradients = sgd.compute_gradients(pass).unwrap();
    for gradient in gradients.variables("").unwrap() {
        let name = gradient.name.replace('/', ".");
        assert_close(&gradient.values, &golden[&format!("gradient/{name}")], &name);
    }

    // PyTorch keeps the statistics of the first replica; here those of all are averaged, by samples.
    sgd.apply_gradients(&mut net, gradients).unwrap();
    for (name, found) in
        [("running_mean", net.norm.running_mean.array()), ("running_var", net.norm.running_var.array())]
    {
        let [first, all] = ["after", "replicas"].map(|kind| &golden[&format!("{kind}/norm.{name}")]);
        let mean = (0..3).map(|channel| {
            let of_replica = |replica: usize| golden["samples"][replica] / batch as f64 * all[3 * replica + channel];
            (0..replicas).map(of_replica).sum()
        });
        assert_close(&found, &mean.collect::<Vec<f64>>(), name);
        assert_eq!(first[..], all[..3]);
        assert!(found.iter().zip(first).all(|(found, first)| (found - first).abs() > 1e-4), "{found:?} {first:?}");
    }
}

#[test]
fn two_replicas() {
    check("two", 2);
}

#[test]
fn three_replicas() {
    check("three", 3);
}
