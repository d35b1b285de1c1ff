//! Batch norm with the mean and the variance of all towers: what one device gives.

use netweave::prelude::*;
use netweave::{Device, Dtype, InPass, Reduce, Statistics};

use crate::networks::*;

network! {
    // Of an input, in one operation with a convolution, in a scope that is applied twice, of a sum, and of a vector.
    pub(crate) network Norms(image: [2, 5, 5]) -> [3] {
        let seen = image -> first: batch_norm -> conv1: conv2d(4, kernel = 3, padding = 1) -> norm1: batch_norm -> relu;
        reuse scope mix(z) {
            z -> conv: conv2d(4, kernel = 3, padding = 1, bias = false) -> norm: batch_norm(momentum = 0.25) -> relu
        }
        let mixed = seen + mix(mix(seen)) -> norm2: batch_norm(epsilon = 0.01);
        let y = mixed -> max_pool2d(2) -> flatten -> fc: linear(8) -> last: batch_norm(epsilon = 0.01) -> tanh -> out: linear(3);
        loss fit(labels: [3]) = softmax_cross_entropy(y, labels);
        y
    }

    pub(crate) network Placed(x: [5]) -> [4] {
        let h = x -> fc: linear(8) on device(0) -> norm1: batch_norm -> tanh;
        let y = h -> norm2: batch_norm on device(1) -> out: linear(4);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }

    pub(crate) network Applied(x: [4]) -> [2] {
        let y = x -> fc: linear(6) -> norm: batch_norm -> apply(fragile) -> [6] -> out: linear(2);
        loss fit(t: [2]) = l2(y, t);
        y
    }
}

/// The loss, the outputs and the gradients of a pass, and all variables and running statistics after its step.
struct Step {
    value: f64,
    output: Vec<f64>,
    gradients: Vec<(String, Vec<f64>)>,
    after: Vec<(String, Vec<f64>)>,
}

fn wide<E: Dtype>(values: Vec<E>) -> Vec<f64> {
    values.into_iter().map(|value| value.to_f64().unwrap()).collect()
}

fn step<E: Dtype, S: InPass<Batch = usize>, N: Network<Dtype = E, Device = Dev> + Clone>(
    net: &N,
    pass: impl Fn(&N) -> Result<TrainingPass<N, Tensor<S, E, Dev>>, Error>,
) -> Step
where
    Dev: Device<E>,
{
    let (mut net, mut sgd) = (net.clone(), Sgd::new(0.5));
    let pass = pass(&net).unwrap();
    let (value, output) = (pass.value().to_f64().unwrap(), wide(pass.output().as_vec()));
    let gradients = sgd.compute_gradients(pass).unwrap();
    let list = gradients.variables("").unwrap().into_iter();
    let list = list.map(|gradient| (gradient.name, wide(gradient.values))).collect();
    sgd.apply_gradients(&mut net, gradients).unwrap();
    let after = net.variables("").into_iter().map(|variable| (variable.name, wide(variable.values))).collect();
    Step { value, output, gradients: list, after }
}

/// Compares, beside the largest number of a kind.
fn assert_same(found: &Step, expected: &Step, tolerance: f64, what: &str) {
    let close = |found: &[f64], expected: &[f64], largest: f64, name: &str| {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= tolerance * largest, "{what}: {name}: {found} is not {expected}");
        }
    };
    let largest = |values: &[f64]| values.iter().fold(1e-30_f64, |largest, value| largest.max(value.abs()));
    close(&[found.value], &[expected.value], expected.value.abs(), "the loss");
    close(&found.output, &expected.output, largest(&expected.output), "the output");
    // What is in front of a batch norm may have a gradient that is nothing but rounding.
    let all = expected.gradients.iter().map(|(_, values)| largest(values)).fold(0.0, f64::max);
    for ((name, found), (_, expected)) in found.gradients.iter().zip(&expected.gradients) {
        close(found, expected, all, &format!("the gradient of {name}"));
    }
    for ((name, found), (_, expected)) in found.after.iter().zip(&expected.after) {
        close(found, expected, largest(expected).max(all), name);
    }
    assert_eq!((found.gradients.len(), found.after.len()), (expected.gradients.len(), expected.after.len()));
}

fn norms<E: Dtype>(seed: u64) -> Norms<E, Dev>
where
    Dev: Device<E>,
{
    Dev::seed_from_u64(seed).build_module::<Norms, E>()
}

fn synchronised(count: usize) -> Towers<Dev> {
    towers(count).statistics(Statistics::Synchronised)
}

fn towers_are_one_device<E: Dtype>(tolerance: f64)
where
    Dev: Device<E>,
{
    let net = norms::<E>(1);
    for batch in [8, 7, 2] {
        let (x, t) = (noise(2, batch), labels(batch));
        let one = step(&net, |net| net.training().fit(&x, &t));
        for count in 1..=4 {
            let towers = synchronised(count);
            let all = step(&net, |net| net.training().on(&towers).fit(&x, &t));
            assert_same(&all, &one, tolerance, &format!("{batch} samples in {count} towers"));
        }
    }
}

#[test]
fn towers_are_one_device_in_double_precision() {
    towers_are_one_device::<f64>(1e-9);
}

#[test]
fn towers_are_one_device_in_single_precision() {
    towers_are_one_device::<f32>(1e-5);
}

/// A mean far from zero costs no digits.
#[test]
fn parts_that_are_far_apart() {
    let net = Dev::seed_from_u64(1).build_module::<Normed, f64>();
    let x: Batch<(usize, Const<3>)> = noise(2, 7);
    let x = x.as_vec().into_iter().enumerate().map(|(index, value)| 1e6 * (index / 9) as f64 + 1e8 + value).collect();
    let (x, t): (Batch<(usize, Const<3>)>, _) = (device().tensor_from_vec(x, (7, Const)), noise(3, 7));
    let one = step(&net, |net| net.training().fit(&x, &t));
    let all = step(&net, |net| net.training().on(&synchronised(3)).fit(&x, &t));
    assert_same(&all, &one, 1e-9, "far apart");
}

#[test]
fn one_sample_each() {
    let net = Dev::seed_from_u64(1).build_module::<Normed, f64>();
    for batch in [2, 3] {
        let (x, t) = (noise(2, batch), noise(3, batch));
        assert!(net.training().on(&towers(3)).fit(&x, &t).is_err());
        let one = step(&net, |net| net.training().fit(&x, &t));
        let all = step(&net, |net| net.training().on(&synchronised(3)).fit(&x, &t));
        assert_same(&all, &one, 1e-9, "one sample each");
    }
    let error = net.training().on(&synchronised(3)).fit(noise(2, 1), noise(3, 1)).err();
    assert_eq!(error, Some(Error::OneValuePerChannel));
}

#[test]
fn frozen_scopes_keep_their_statistics() {
    let net = norms::<f64>(1);
    let (x, t) = (noise(2, 7), labels(7));
    let one = step(&net, |net| net.training().freeze(Norms::MIX).fit(&x, &t));
    let all = step(&net, |net| net.training().freeze(Norms::MIX).on(&synchronised(3)).fit(&x, &t));
    assert_same(&all, &one, 1e-9, "a frozen scope");
}

/// Each loss is that of a tower's own samples, normalised with the statistics of all.
#[test]
fn a_sum_of_losses() {
    let net = norms::<f64>(1);
    let (x, t) = (noise(2, 8), labels(8));
    let one = step(&net, |net| net.training().fit(&x, &t));
    let sum = synchronised(4).reduce(Reduce::Sum);
    let all = step(&net, |net| net.training().on(&sum).fit(&x, &t));
    assert!((all.value - 4.0 * one.value).abs() < 1e-9);
    for ((name, all), (_, one)) in all.gradients.iter().zip(&one.gradients) {
        all.iter().zip(one).for_each(|(all, one)| assert!((all - 4.0 * one).abs() < 1e-9, "{name}: {all} {one}"));
    }
}

/// What is computed again on the way back is not what towers do together.
#[test]
fn within_a_limit() {
    let net = norms::<f64>(1);
    let (x, t) = (noise(2, 7), labels(7));
    let towers = synchronised(3);
    let free = net.training().on(&towers).fit(&x, &t).unwrap().memory();
    let limit = free.bytes * 3 / 4;
    let limited = net.training().memory_limit(limit).on(&towers).fit(&x, &t).unwrap().memory();
    assert!(limited.bytes <= limit && limited.recomputed > 0.0, "{limited:?} {free:?}");
    let whole = step(&net, |net| net.training().on(&towers).fit(&x, &t));
    let all = step(&net, |net| net.training().memory_limit(limit).on(&towers).fit(&x, &t));
    assert_eq!((all.value, &all.gradients, &all.after), (whole.value, &whole.gradients, &whole.after));
}

/// The same bits each time, and towers of placed networks whatever their micro-batches are.
#[test]
fn towers_of_placed_networks() {
    let net = Dev::seed_from_u64(1).build_module::<Placed, f64>();
    let placement = placement(2);
    for count in 1..=3 {
        let towers = Towers::of(&placement, count).unwrap().statistics(Statistics::Synchronised);
        for batch in [2, 5, 8, 9] {
            let (x, t) = (noise(2, batch), labels(batch));
            let one = step(&net, |net| net.training().fit(&x, &t));
            let all = step(&net, |net| net.training().on(&towers).fit(&x, &t));
            assert_same(&all, &one, 1e-9, &format!("{batch} samples in {count} towers"));
            for micro_batches in 2..=4 {
                // Not all have as many, and a last one may be of one sample.
                let pass = || net.training().on(&towers).micro_batches(micro_batches).fit(&x, &t);
                match pass() {
                    Ok(pass) => drop(Sgd::new(0.1).compute_gradients(pass).unwrap()),
                    Err(error) => assert!(error.to_string().contains("one value per channel"), "{error}"),
                }
            }
        }
    }
}

/// The micro-batches of one turn are normalised together: the gradients are the mean of those of each turn's samples.
#[test]
fn micro_batches_are_normalised_by_turn() {
    let net = Dev::seed_from_u64(1).build_module::<Placed, f64>();
    let (x, t): (Batch<(usize, Const<5>)>, Batch<(usize, Const<4>)>) = (noise(2, 8), labels(8));
    let of = |samples: [usize; 4]| {
        let pick = |values: Vec<f64>, width: usize| {
            samples.iter().flat_map(|row| values[row * width..(row + 1) * width].to_vec()).collect::<Vec<f64>>()
        };
        let (device, shape) = (device(), (4, Const::<5>));
        let x: Batch<(usize, Const<5>)> = device.tensor_from_vec(pick(x.as_vec(), 5), shape);
        let t: Batch<(usize, Const<4>)> = device.tensor_from_vec(pick(t.as_vec(), 4), (4, Const));
        step(&net, |net| net.training().fit(&x, &t))
    };
    // Two towers of four samples, two at a time.
    let turns = [of([0, 1, 4, 5]), of([2, 3, 6, 7])];
    let mean = |of: fn(&Step) -> &Vec<(String, Vec<f64>)>| {
        let [first, second] = [of(&turns[0]), of(&turns[1])];
        let both = first.iter().zip(second).map(|((name, first), (_, second))| {
            (name.clone(), first.iter().zip(second).map(|(first, second)| 0.5 * (first + second)).collect())
        });
        both.collect()
    };
    let expected = Step {
        value: 0.5 * (turns[0].value + turns[1].value),
        output: [&turns[0].output[..8], &turns[1].output[..8], &turns[0].output[8..], &turns[1].output[8..]].concat(),
        gradients: mean(|step| &step.gradients),
        after: mean(|step| &step.after),
    };
    for towers in [Towers::of(&placement(2), 2).unwrap(), towers(2)] {
        let towers = towers.statistics(Statistics::Synchronised);
        let all = step(&net, |net| net.training().on(&towers).micro_batches(2).fit(&x, &t));
        assert_same(&all, &expected, 1e-9, "two micro-batches each");
    }
}

#[test]
fn the_same_bits_each_time() {
    let net = norms::<f32>(3);
    let (x, t) = (noise(2, 7), labels(7));
    let towers = synchronised(3);
    let bits = || {
        let step = step(&net, |net| net.training().on(&towers).fit(&x, &t));
        (step.value, step.output, step.gradients, step.after)
    };
    let first = bits();
    (0..20).for_each(|_| assert_eq!(bits(), first));
}

#[test]
fn towers_that_work_one_after_the_other_cannot() {
    let net = Dev::seed_from_u64(1).build_module::<Applied, f64>();
    let (x, t) = (noise(2, 6), noise(3, 6));
    let towers = synchronised(2);
    let error = net.training().on(&towers).fit(&x, &t).err();
    assert_eq!(error, Some(Error::NotSynchronised));
    assert!(net.training().freeze(Applied::NORM).on(&towers).fit(&x, &t).is_ok());
    assert!(net.training().on(&crate::networks::towers(2)).fit(&x, &t).is_ok());
    assert!(net.inference().on(&towers).try_forward(&x).is_ok());
}
