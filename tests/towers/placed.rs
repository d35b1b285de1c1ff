//! Networks on several devices: their pipelines give what one device gives for the whole batch.

use netweave::{Outputs, Reduce, prelude::*};

use crate::networks::{Batch, Dev, device, indices, labels, noise, placement, towers};

network! {
    pub(crate) network Chain(x: [5]) -> [4] {
        let h = scope low on device(0) { x -> fc1: linear(16) -> tanh -> fc2: linear(16) -> relu };
        let y = scope high on device(1) { h -> fc1: linear(16) -> tanh -> fc2: linear(4) };
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        loss classes(labels: [] of usize) = softmax_cross_entropy(y, labels, class_weights = CLASSES);
        y
    }

    // There and back, with a value that is read on both, a reused scope, and a loss of values of both.
    pub(crate) network Braid(image: [2, 6, 6], hint: [8]) -> (kind: [4], picture: [2, 6, 6]) {
        let stem = scope stem on device(0) { image -> conv: conv2d(4, kernel = 3, padding = 1) -> tanh };
        reuse scope mix(z) on device(1) { z -> conv: conv2d(4, kernel = 3, padding = 1) -> tanh }
        let mixed = mix(stem -> mix);
        let both = concat(stem, mixed, axis = 0) on device(2);
        let picture = both -> out: conv2d(2, kernel = 3, padding = 1) on device(0);
        let (a, b) = split(both, axis = 0) on device(1);
        let kind = scope end on device(2) { concat(a * b -> global_avg_pool, hint, axis = 0) -> fc: linear(4) };
        loss all(labels: [4], target: [2, 6, 6]) =
            softmax_cross_entropy(kind, labels) + (picture -> far: l1(target)) + 0.1 * total_variation(mixed);
        (kind, picture)
    }

    pub(crate) network Normed(x: [5]) -> [4] {
        let h = x -> fc: linear(8) on device(0) -> batch_norm -> dropout(0.3);
        let y = h -> out: linear(4) on device(1);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }

    // On one device alone, it does its steps where it is written.
    pub(crate) network Lookup(words: [3] of usize) -> [2] {
        let h = words -> embed: embedding(9, 4) on device(0) -> flatten;
        let y = h -> fc: linear(2) on device(1);
        loss fit(labels: [] of usize) = softmax_cross_entropy(y, labels);
        y
    }
}

const CLASSES: [f64; 4] = [1.0, 0.5, 2.0, 0.1];

type Numbers = (f64, Vec<f64>, Vec<Vec<f64>>);

/// The loss, the outputs and the gradients of a pass.
fn numbers<N: Network<Dtype = f64, Device = Dev>, O: Outputs<f64, Dev>>(
    pass: TrainingPass<N, O>,
    outputs: impl Fn(&O) -> Vec<f64>,
) -> Numbers {
    let (value, outputs) = (pass.value(), outputs(pass.output()));
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
    (value, outputs, gradients.into_iter().map(|gradient| gradient.values).collect())
}

fn assert_same(found: &Numbers, expected: &Numbers, what: &str) {
    let close = |found: &[f64], expected: &[f64]| {
        assert_eq!(found.len(), expected.len());
        let largest = expected.iter().fold(1e-30_f64, |largest, value| largest.max(value.abs()));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-10 * largest, "{what}: {found} is not {expected}");
        }
    };
    close(&[found.0], &[expected.0]);
    close(&found.1, &expected.1);
    assert_eq!(found.2.len(), expected.2.len());
    found.2.iter().zip(&expected.2).for_each(|(found, expected)| close(found, expected));
}

pub(crate) fn chain() -> Chain<f64, Dev> {
    Dev::seed_from_u64(1).build_module::<Chain, f64>()
}

pub(crate) fn braid() -> Braid<f64, Dev> {
    Dev::seed_from_u64(2).build_module::<Braid, f64>()
}

#[test]
fn a_pipeline_is_one_device() {
    let (chain, braid, devices) = (chain(), braid(), placement(3));
    for batch in [8, 7, 2] {
        let (x, t, c) = (noise(3, batch), labels(batch), indices(4, batch));
        let (image, hint, target) = (noise(4, batch), noise(5, batch), noise(6, batch));
        let one = numbers(chain.training().fit(&x, &t).unwrap(), Tensor::as_vec);
        let weighted = numbers(chain.training().classes(&x, &c).unwrap(), Tensor::as_vec);
        let both =
            |outputs: &braid::Outputs<usize, f64, Dev>| [outputs.kind.as_vec(), outputs.picture.as_vec()].concat();
        let braided = numbers(braid.training().all(&image, &hint, &t, &target).unwrap(), both);
        for count in [1, 2, 3, 8] {
            let what = format!("{batch} samples in {count} micro-batches");
            // The second pass is in the memory of the first.
            for _ in 0..2 {
                let pass = chain.training().on(&devices).micro_batches(count).fit(&x, &t).unwrap();
                assert_same(&numbers(pass, Tensor::as_vec), &one, &what);
                let pass = chain.training().on(&devices).micro_batches(count).classes(&x, &c).unwrap();
                assert_same(&numbers(pass, Tensor::as_vec), &weighted, &what);
                let pass = braid.training().on(&devices).micro_batches(count);
                assert_same(&numbers(pass.all(&image, &hint, &t, &target).unwrap(), both), &braided, &what);
            }
        }
    }
}

/// Towers of placed networks, and towers that take such a network as it is.
#[test]
fn a_hybrid_is_one_device() {
    let (chain, braid) = (chain(), braid());
    for batch in [8, 7, 1] {
        let (x, t) = (noise(3, batch), labels(batch));
        let (image, hint, target) = (noise(4, batch), noise(5, batch), noise(6, batch));
        let one = numbers(chain.training().fit(&x, &t).unwrap(), Tensor::as_vec);
        let both =
            |outputs: &braid::Outputs<usize, f64, Dev>| [outputs.kind.as_vec(), outputs.picture.as_vec()].concat();
        let braided = numbers(braid.training().all(&image, &hint, &t, &target).unwrap(), both);
        let placed = Towers::of(&placement(3), 2).unwrap();
        for towers in [placed, towers(2)] {
            for count in [1, 2, 5] {
                let what = format!("{batch} samples in {count} micro-batches on {towers:?}");
                let pass = chain.training().on(&towers).micro_batches(count).fit(&x, &t).unwrap();
                assert_same(&numbers(pass, Tensor::as_vec), &one, &what);
                let pass = braid.training().on(&towers).micro_batches(count);
                assert_same(&numbers(pass.all(&image, &hint, &t, &target).unwrap(), both), &braided, &what);
            }
        }
    }
}

#[test]
fn inference_on_devices() {
    let (braid, image, hint) = (braid(), noise(4, 5), noise(5, 5));
    let one = braid.forward(&image, &hint);
    let placed = braid.inference().on(&placement(3)).forward(&image, &hint);
    assert_eq!(
        (placed.kind.as_vec(), placed.picture.as_vec()),
        (one.kind.as_vec(), one.picture.as_vec()),
        "the same kernels do the same work"
    );
}

/// Each micro-batch has its own statistics and its own dropout; the running statistics become those of all of them.
#[test]
fn micro_batches_are_normalised_one_by_one() {
    let devices = placement(2);
    let step = |seed: u64, part: Option<(usize, usize)>| {
        let mut net = Dev::seed_from_u64(1).build_module::<Normed, f64>();
        let device = Dev::seed_from_u64(seed);
        let x: Batch<(usize, Const<5>)> = noise(3, 6);
        let (from, to) = part.unwrap_or((0, 6));
        let x = device.tensor_from_vec(x.as_vec()[from * 5..to * 5].to_vec(), (to - from, Const));
        let all: Batch<(usize, Const<4>)> = labels(6);
        let t = device.tensor_from_vec(all.as_vec()[from * 4..to * 4].to_vec(), (to - from, Const));
        let training = net.training();
        let training = if part.is_none() { training.on(&devices).micro_batches(2) } else { training };
        let mut sgd = Sgd::new(0.1);
        let pass = training.fit(&x, &t).unwrap();
        let output = pass.output().as_vec();
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut net, gradients).unwrap();
        (output, net.batch_norm.running_mean.as_vec())
    };
    let (output, mean) = step(7, None);
    assert_eq!(step(7, None), (output.clone(), mean.clone()));
    assert_ne!(step(8, None).0, output);
    let (first, second) = (step(7, Some((0, 3))).1, step(7, Some((3, 6))).1);
    for (found, (first, second)) in mean.iter().zip(first.iter().zip(&second)) {
        assert!((found - 0.5 * (first + second)).abs() < 1e-12);
    }
}

#[test]
fn what_cannot_be() {
    let (chain, braid) = (chain(), braid());
    let (x, t) = (noise(3, 4), labels(4));
    let two = placement(2);
    let error = braid.training().on(&two).all(noise(4, 4), noise(5, 4), &t, noise(6, 4)).err().unwrap();
    assert_eq!(error, Error::TooFewDevices { network: 3, placement: 2 });
    let said = |error: Option<Error>| error.unwrap().to_string();
    let error = said(chain.training().on(&two).micro_batches(0).fit(&x, &t).err());
    assert!(error.contains("micro_batches") && error.contains("from 1 on"), "{error}");
    let error = said(chain.training().micro_batches(2).fit(&x, &t).err());
    assert!(error.contains("say who does by `.on(&devices)`"), "{error}");
    let sum = Towers::of(&two, 2).unwrap().reduce(Reduce::Sum);
    let error = said(chain.training().on(&sum).micro_batches(2).fit(&x, &t).err());
    assert!(error.contains("Reduce::Sum"), "{error}");
    for count in [0, 513] {
        assert!(Placement::cpu(count).is_err() && Towers::of(&two, count).is_err());
    }
    assert!(Towers::of(&two, 257).is_err());

    // A mistake in one micro-batch is told as on one device, and the next pass works.
    let lookup = Dev::seed_from_u64(3).build_module::<Lookup, f64>();
    let bad = device().tensor([[0, 1, 2], [3, 4, 5], [6, 7, 9]]);
    let c = device().tensor([0, 1, 0]);
    let pass = lookup.training().on(&two).micro_batches(3).fit(&bad, &c);
    assert_eq!(
        pass.and_then(|pass| pass.try_value()).err(),
        Some(Error::Index { input: "words", index: 9, vocabulary: 9 })
    );
    assert!(lookup.training().on(&two).micro_batches(3).fit(indices(9, 3), indices(2, 3)).is_ok());
}

/// Micro-batches add to the same gradients, in an order that is the same each time.
#[test]
fn the_same_bits_each_time() {
    let net = Dev::seed_from_u64(2).build_module::<Braid, f32>();
    let (image, hint, t, target) = (noise(4, 7), noise(5, 7), labels(7), noise(6, 7));
    let placement = placement(3);
    let bits = |pass: TrainingPass<Braid<f32, Dev>, braid::Outputs<usize, f32, Dev>>| {
        let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
        gradients.into_iter().map(|gradient| gradient.values).collect::<Vec<_>>()
    };
    let hybrid = Towers::of(&placement, 2).unwrap();
    let placed = || net.training().on(&placement).micro_batches(5).all(&image, &hint, &t, &target).unwrap();
    let towers = || net.training().on(&hybrid).micro_batches(3).all(&image, &hint, &t, &target).unwrap();
    let first = (bits(placed()), bits(towers()));
    (0..30).for_each(|_| assert_eq!((bits(placed()), bits(towers())), first));
}

/// As many steps of Adam as it takes to see that nothing drifts or is left behind.
#[test]
fn a_pipeline_learns_like_one_device() {
    let devices = placement(2);
    let train = |placed: bool| {
        let (mut net, mut adam) = (chain(), Adam::new(1e-2));
        let losses = (0..100).map(|step| {
            let (x, t) = (noise(step % 7, 9), labels(9));
            let training = net.training();
            let training = if placed { training.on(&devices).micro_batches(3) } else { training };
            let pass = training.fit(x, t).unwrap();
            let value = pass.value();
            let gradients = adam.compute_gradients(pass).unwrap();
            adam.apply_gradients(&mut net, gradients).unwrap();
            value
        });
        losses.collect::<Vec<f64>>()
    };
    for (placed, one) in train(true).into_iter().zip(train(false)) {
        assert!((placed - one).abs() < 1e-8, "{placed} {one}");
    }
}
