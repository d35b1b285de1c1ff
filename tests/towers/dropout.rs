//! Dropout in towers: another choice in each, and the same again from the same seed.

use netweave::prelude::*;

use crate::networks::*;

/// What a step of dropout leaves of a batch of equal samples, and the gradients.
fn dropped(seed: u64, count: usize) -> (Vec<f64>, Vec<f64>) {
    let device = Dev::seed_from_u64(seed);
    let net = Dev::seed_from_u64(9).build_module::<Dropped, f64>();
    let towers = towers(count);
    let ones: Batch<(usize, Const<40>)> = device.tensor_from_vec(vec![1.0; 320], (8, Const));
    let target = device.zeros_like(&(8, Const));
    let pass = net.training().on(&towers).fit(&ones, &target).unwrap();
    let output = pass.output().as_vec();
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
    (output, gradients.into_iter().flat_map(|gradient| gradient.values).collect())
}

#[test]
fn the_same_seed_and_the_same_towers_give_the_same_bits() {
    for towers in 1..=4 {
        let first = dropped(3, towers);
        for _ in 0..5 {
            assert_eq!(dropped(3, towers), first);
        }
        assert_ne!(dropped(4, towers).0, first.0);
    }
}

#[test]
fn towers_drop_different_elements() {
    let (output, _) = dropped(3, 4);
    let parts: Vec<&[f64]> = output.chunks(80).collect();
    for (index, part) in parts.iter().enumerate() {
        assert!(part.contains(&0.0) && part.contains(&2.0));
        assert!(parts[..index].iter().all(|other| other != part), "two towers drop the same");
    }
}
