//! Scopes that are frozen in a training pass.

use netweave::prelude::*;
use netweave::{Device, Dtype};

use crate::Dev;
use crate::golden::{DOUBLE, Golden, SINGLE, Values, read};
use crate::training::{check_gradients, descend};

network! {
    // The encoder runs twice, between layers that are trained. Its first batch norm is fused, its second is not.
    network Tuned(input: [2, 5, 5]) -> [3] {
        reuse scope encoder(x) {
            x -> conv: conv2d(4, kernel = 3) -> norm: batch_norm -> relu -> flatten -> fc: linear(4) -> batch_norm
        }
        let stem = input -> stem: conv2d(3, kernel = 3, padding = 1);
        let code = encoder(stem) + encoder(0.5 * stem);
        let logits = code -> tanh -> norm: batch_norm -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }

    network Inner(x: [4]) -> [4] {
        x -> norm: batch_norm -> fc: linear(4)
    }

    // `part` is no part of `parts`.
    network Parts(x: [3]) -> [2] {
        template block(x) { x -> batch_norm -> tanh }
        let hidden = scope part { x -> fc: linear(4) -> batch_norm -> tanh };
        let inner = scope parts {
            scope deep(x) { x -> batch_norm }
            hidden -> inner: Inner -> deep
        };
        let logits = inner -> repeat 2 block: block -> fc: linear(2);
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
        loss other(labels: [2]) = 2 * softmax_cross_entropy(logits, labels);
        logits
    }

    network Careful<const HIDDEN: usize>(x: [4]) -> [2] {
        let code = scope encoder { x -> fc: linear(HIDDEN) -> batch_norm -> dropout(0.5) };
        let logits = code -> head: linear(2);
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

type Batch<const N: usize, const C: usize> = Tensor<Rank2<N, C>, f64, Dev>;

/// What f32 must reach here: gradients that sum up over the batch cancel behind a batch norm.
const CANCELLED: f64 = 10.0 * SINGLE;

/// Compares the gradients of the first step, and the loss and every variable after each of twenty.
fn follow<E: Dtype>(case: &str, mut sgd: Sgd<Tuned<E, Dev>>, tolerance: f64)
where
    Dev: Device<E>,
{
    let golden = Golden::open(case);
    let mut network = golden.network::<Tuned<f64, Dev>>().to_dtype::<E>();
    let input: Tensor<Rank4<6, 2, 5, 5>, E, Dev> = golden.tensor("input");
    let labels: Tensor<Rank2<6, 3>, E, Dev> = golden.tensor("labels");
    let mut values = Values::new();
    for _ in 0..20 {
        let pass = network.training().freeze(Tuned::ENCODER).classification(&input, &labels).unwrap();
        values.entry("value".to_owned()).or_default().push(pass.value().to_f64().unwrap());
        let gradients = sgd.compute_gradients(pass).unwrap();
        if sgd.steps() == 0 {
            for variable in gradients.variables("").unwrap() {
                let name = format!("gradient/{}", variable.name.replace('/', "."));
                golden.assert_close(&name, &variable.values, tolerance);
            }
        }
        sgd.apply_gradients(&mut network, gradients).unwrap();
        for (name, value) in read(&network, None) {
            values.entry(name).or_default().extend(value);
        }
    }
    for (name, values) in values {
        golden.assert_close(&format!("steps/{name}"), &values, tolerance);
    }
}

/// The encoder's variables learn, and its statistics stay.
#[test]
fn in_the_pass() {
    follow::<f64>("frozen_pass", Sgd::new(0.02).momentum(0.5), DOUBLE);
    follow::<f32>("frozen_pass", Sgd::new(0.02).momentum(0.5), CANCELLED);
}

/// Nothing of the encoder changes, and what comes before it learns.
#[test]
fn in_the_pass_and_by_the_optimizer() {
    let case = "frozen_pass_and_optimizer";
    follow::<f64>(case, Sgd::new(0.02).momentum(0.5).freeze(Tuned::ENCODER), DOUBLE);
    follow::<f32>(case, Sgd::new(0.02).momentum(0.5).freeze(Tuned::ENCODER), CANCELLED);
}

fn tuned() -> (Tuned<f64, Dev>, Tensor<Rank4<4, 2, 5, 5>, f64, Dev>, Batch<4, 3>) {
    let device = Dev::seed_from_u64(21);
    let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]]);
    let mut network = Tuned::build(&device);
    network.encoder.norm.running_mean = device.sample_normal();
    network.encoder.norm.running_var = device.tensor([0.5, 1.5, 2.0, 0.7]);
    network.encoder.batch_norm.running_mean = device.sample_normal();
    (network, device.sample_normal(), labels)
}

#[test]
fn gradients_by_differences() {
    let (network, input, labels) = tuned();
    let pass =
        |network: &Tuned<f64, Dev>| network.training().freeze(Tuned::ENCODER).classification(&input, &labels).unwrap();
    check_gradients(network, |network| pass(network).value(), |network| descend(network, pass(network)));
}

/// Frozen by the optimizer alone, the encoder normalises with the statistics of the batch and moves its own.
#[test]
fn the_optimizer_freezes_variables_alone() {
    let (mut network, input, labels) = tuned();
    let before = read(&network, None);
    let mut sgd = Sgd::new(0.1).freeze(Tuned::ENCODER);
    let pass = network.training().classification(&input, &labels).unwrap();
    let value = pass.value();
    let gradients = sgd.compute_gradients(pass).unwrap();
    let frozen = network.training().freeze(Tuned::ENCODER).classification(&input, &labels).unwrap();
    assert_ne!(frozen.value(), value);
    sgd.apply_gradients(&mut network, gradients).unwrap();
    for (name, after) in read(&network, None).into_iter().filter(|(name, _)| name.starts_with("encoder.")) {
        assert_eq!(before[&name] != after, name.contains("running"), "{name}");
    }
}

fn parts() -> (Parts<f64, Dev>, Batch<4, 3>, Batch<4, 2>) {
    let device = Dev::seed_from_u64(22);
    let labels = device.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]);
    (Parts::build(&device), device.sample_normal(), labels)
}

/// The running statistics that a step on this pass changes.
fn moved(network: &Parts<f64, Dev>, pass: TrainingPass<Parts<f64, Dev>, Batch<4, 2>>) -> Vec<String> {
    let before = read(network, None);
    let mut after = network.clone();
    descend(&mut after, pass);
    let after = read(&after, None).into_iter();
    after.filter(|(name, value)| name.contains("running") && before[name] != *value).map(|(name, _)| name).collect()
}

fn statistics(layers: &[&str]) -> Vec<String> {
    layers.iter().flat_map(|layer| ["mean", "var"].map(|name| format!("{layer}.running_{name}"))).collect()
}

#[test]
fn only_what_is_named_is_frozen() {
    let (network, x, labels) = parts();
    let [first, second] = ["block.0.batch_norm", "block.1.batch_norm"];
    let [part, deep, inner] = ["part.batch_norm", "parts.deep.batch_norm", "parts.inner.norm"];
    let training = || network.training();
    let check = |pass: Result<_, Error>, expected: &[&str]| {
        assert_eq!(moved(&network, pass.unwrap()), statistics(expected));
    };
    check(training().fit(&x, &labels), &[first, second, part, deep, inner]);
    check(training().freeze(Parts::PART).fit(&x, &labels), &[first, second, deep, inner]);
    check(training().freeze(Parts::PARTS).fit(&x, &labels), &[first, second, part]);
    check(training().freeze(Parts::PARTS_DEEP).fit(&x, &labels), &[first, second, part, inner]);
    check(training().freeze(Parts::PARTS_INNER).fit(&x, &labels), &[first, second, part, deep]);
    check(training().freeze(Parts::BLOCK_0).fit(&x, &labels), &[second, part, deep, inner]);
    check(training().freeze(Parts::FC).fit(&x, &labels), &[first, second, part, deep, inner]);
    let two = training().freeze(Parts::PART).freeze(Parts::PARTS_DEEP_BATCH_NORM);
    check(two.clone().fit(&x, &labels), &[first, second, inner]);
    check(two.other(&x, &labels), &[first, second, inner]);
    check(training().freeze(Scope::ALL).fit(&x, &labels), &[]);
}

#[test]
fn a_network_that_is_frozen_whole_gives_what_inference_gives() {
    let (network, x, labels) = parts();
    let pass = network.training().freeze(Scope::ALL).fit(&x, &labels).unwrap();
    let inference = network.forward(x.clone()).as_vec();
    assert_eq!(pass.output().as_vec(), inference);
    assert_ne!(network.training().fit(&x, &labels).unwrap().output().as_vec(), inference);
}

/// Running statistics need no second value.
#[test]
fn a_batch_of_one() {
    let (network, ..) = parts();
    let device = Dev::default();
    let (x, labels) = (device.tensor([[1.0, 2.0, 3.0]]), device.tensor([[1.0, 0.0]]));
    let error = network.training().freeze(Parts::PART).fit(&x, &labels).map(drop);
    assert_eq!(error, Err(Error::OneValuePerChannel));
    assert!(network.training().freeze(Scope::ALL).fit(&x, &labels).is_ok());
}

#[test]
fn dropout_goes_on() {
    let device = Dev::seed_from_u64(23);
    let mut network = Careful::<8, f64, Dev>::build(&device);
    let x: Batch<16, 4> = device.sample_normal();
    let labels = device.ones();
    let value = || network.training().freeze(Careful::ENCODER).fit(&x, &labels).unwrap().value();
    assert_ne!(value(), value());
    let before = read(&network, None);
    let pass = network.training().freeze(Careful::ENCODER).fit(&x, &labels).unwrap();
    descend(&mut network, pass);
    for (name, after) in read(&network, None) {
        assert_eq!(before[&name] == after, name.contains("running"), "{name}");
    }
}
