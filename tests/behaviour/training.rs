//! The training pass: what is borrowed, what is pending, and what is refused.

use dfdx::tensor_ops::BroadcastTo;
use netweave::Outputs;
use netweave::prelude::*;

use crate::Dev;
use crate::differences::{STEP, TOLERANCE, nudge};
use crate::golden::read;

network! {
    network Normed(input: [2]) -> [3] {
        let logits = input -> norm: batch_norm(momentum = 0.5) -> fc: linear(3);
        loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }

    // A value of each kind of branch: beside a trunk, of a part, two at once, and one that no loss reads.
    network Branches(input: [4]) -> (main: [4], aside: [2]) {
        let (low, high) = split(input, axis = 0);
        let first = low -> first: batch_norm -> fc: linear(2);
        let residual = scope residual { first + (first -> batch_norm -> relu) };
        let second = scope second { high -> batch_norm -> tanh };
        let main = concat(residual, second, axis = 0) -> joined: batch_norm;
        let aside = second -> aside: batch_norm;
        loss fit(labels: [4]) = softmax_cross_entropy(main, labels);
        (main, aside)
    }

    network Pair(left: [3], right: [3]) -> [2] {
        reuse scope encoder(x) {
            x -> hidden: linear(4) -> norm: batch_norm -> tanh
        }
        let l = encoder(left);
        let r = encoder(right);
        let logits = concat(abs(l - r), l * l, axis = 0) -> fc: linear(2);
        loss same(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }

    // A residual connection, a fork, and a loss with two terms that share a trunk.
    network Fork(image: [2, 4, 4]) -> [3] {
        let trunk = image -> stem: conv2d(2, kernel = 3, padding = 1) -> tanh;
        let block = scope block {
            let inner = trunk -> conv: conv2d(2, kernel = 3, padding = 1) -> norm: batch_norm;
            trunk + inner
        };
        let first = block -> global_avg_pool -> first: linear(3);
        let second = trunk -> flatten -> second: linear(3);
        loss both(labels: [3], others: [3]) =
            0.5 * softmax_cross_entropy(first, labels) + 2 * softmax_cross_entropy(second, others) - 1;
        loss one(labels: [3]) = softmax_cross_entropy(first, labels);
        first
    }
}

type Batch<const N: usize, const C: usize> = Tensor<Rank2<N, C>, f64, Dev>;

fn normed() -> (Normed<f64, Dev>, Batch<4, 2>, Batch<4, 3>) {
    let device = Dev::seed_from_u64(3);
    let input = device.tensor([[1.0, 0.0], [3.0, 0.0], [5.0, 2.0], [7.0, 2.0]]);
    let labels = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]]);
    (Normed::build(&device), input, labels)
}

#[test]
fn updates_are_pending_until_they_are_applied() {
    let (mut network, input, labels) = normed();
    let mut sgd = Sgd::new(0.1);
    let before = read(&network, None);

    let pass = network.training().classification(&input, &labels).unwrap();
    assert_eq!(read(&network, None), before);
    let gradients = sgd.compute_gradients(pass).unwrap();
    assert_eq!(read(&network, None), before);

    sgd.apply_gradients(&mut network, gradients).unwrap();
    // Half of 0 and 1, and half of the batch's mean and unbiased variance.
    assert_close(&network.norm.running_mean.as_vec(), &[2.0, 0.5]);
    assert_close(&network.norm.running_var.as_vec(), &[0.5 + 10.0 / 3.0, 0.5 + 2.0 / 3.0]);
}

#[test]
fn a_pass_that_is_dropped_changes_nothing() {
    let (network, input, labels) = normed();
    let before = read(&network, None);
    drop(network.training().classification(&input, &labels).unwrap());
    assert_eq!(read(&network, None), before);
}

#[test]
fn inference_has_no_updates() {
    let (network, input, _) = normed();
    let before = read(&network, None);
    let first = network.forward(input.clone()).as_vec();
    assert_eq!(network.try_forward(input.clone()).unwrap().as_vec(), first);
    let normed = network.end_point(normed::end_point::norm, input);
    assert_eq!(normed.as_vec().len(), 8);
    assert_eq!(read(&network, None), before);
}

/// As they would for ever in a program that forgets the updates.
#[test]
fn statistics_do_not_stay_at_0_and_1() {
    fn train(mut optimizer: impl Optimizer<Normed<f64, Dev>>) {
        let (mut network, input, labels) = normed();
        for _ in 0..60 {
            let pass = network.training().classification(&input, &labels).unwrap();
            let gradients = optimizer.compute_gradients(pass).unwrap();
            optimizer.apply_gradients(&mut network, gradients).unwrap();
        }
        // Those of the batch, since it is always the same one.
        assert_close(&network.norm.running_mean.as_vec(), &[4.0, 1.0]);
        assert_close(&network.norm.running_var.as_vec(), &[20.0 / 3.0, 4.0 / 3.0]);
    }
    train(Sgd::new(0.1));
    train(Adam::new(0.01));
    train(AdamW::new(0.01));
    train(RmsProp::new(0.01));
    train(Sgd::new(0.1).freeze(Normed::NORM));
}

#[test]
fn no_branch_loses_its_updates() {
    let device = Dev::seed_from_u64(9);
    let mut network = Branches::<f64, Dev>::build(&device);
    let (input, labels): (Batch<6, 4>, Batch<6, 4>) = (device.sample_normal(), device.sample_uniform());
    let mut trained = network.clone();
    let pass = trained.training().fit(&input, &labels).unwrap();
    descend(&mut trained, pass);
    let before = read(&network, None);
    let _ = network.forward_mut(input.leaky_traced());
    let (in_place, trained) = (read(&network, None), read(&trained, None));
    let running = trained.keys().filter(|name| name.contains("running")).collect::<Vec<_>>();
    assert_eq!(running.len(), 10);
    for name in running {
        assert_ne!(before[name], trained[name], "{name}");
        assert_eq!(in_place[name], trained[name], "{name}");
    }
}

/// A statistic that was assigned one value for all channels.
#[test]
fn broadcast_statistics_are_updated() {
    let (mut network, input, labels) = normed();
    network.norm.running_mean = Dev::default().tensor(8.0).broadcast();
    let pass = network.training().classification(&input, &labels).unwrap();
    descend(&mut network, pass);
    assert_close(&network.norm.running_mean.as_vec(), &[6.0, 4.5]);
}

#[test]
fn dfdx_training_updates_in_place() {
    let (mut network, input, _) = normed();
    let _ = network.forward_mut(input.leaky_traced());
    assert_close(&network.norm.running_mean.as_vec(), &[2.0, 0.5]);
}

/// Both borrow the network immutably. Applied one after the other, both count.
#[test]
fn two_passes_at_a_time() {
    let (mut network, input, labels) = normed();
    let training = network.training();
    let first = training.classification(&input, &labels).unwrap();
    let second = training.classification(&input, &labels).unwrap();
    assert_eq!(first.value(), second.value());

    let mut sgd = Sgd::new(0.1);
    for pass in [first, second] {
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
    }
    assert_close(&network.norm.running_mean.as_vec(), &[3.0, 0.75]);
}

#[test]
fn a_pass_shows_the_output_of_training() {
    let (mut network, input, labels) = normed();
    let pass = network.training().classification(&input, &labels).unwrap();
    let shown = pass.output().as_vec();
    assert_ne!(shown, network.forward(input.clone()).as_vec());
    assert_eq!(shown, network.forward_mut(input.leaky_traced()).as_vec());
}

#[test]
fn a_loss_that_is_not_finite_names_the_step() {
    let (mut network, input, labels) = normed();
    let mut adam = Adam::new(1e-3);
    for _ in 0..2 {
        let pass = network.training().classification(&input, &labels).unwrap();
        let gradients = adam.compute_gradients(pass).unwrap();
        adam.apply_gradients(&mut network, gradients).unwrap();
    }

    let before = read(&network, None);
    let bad = Dev::default().tensor([[1.0, f64::NAN], [3.0, 0.0], [5.0, 2.0], [7.0, 2.0]]);
    let pass = network.training().classification(&bad, &labels).unwrap();
    let error = adam.compute_gradients(pass).map(drop).unwrap_err();
    assert!(matches!(error, Error::NotFinite { step: 3, value } if value.is_nan()), "{error:?}");
    assert!(error.to_string().contains("step 3"), "{error}");
    assert_eq!(read(&network, None), before);
    assert_eq!(adam.steps(), 2);

    network.fc.bias.copy_from(&[f64::INFINITY, 0.0, 0.0]);
    let pass = network.training().classification(&input, &labels).unwrap();
    assert!(matches!(adam.compute_gradients(pass), Err(Error::NotFinite { step: 3, .. })));
}

#[test]
fn batches_of_different_sizes() {
    let device = Dev::default();
    let network = Pair::<f64, Dev>::build(&device);
    let batch = |count: usize| -> Tensor<(usize, Const<3>), f64, Dev> { device.zeros_like(&(count, Const)) };
    let labels = |count: usize| -> Tensor<(usize, Const<2>), f64, Dev> { device.zeros_like(&(count, Const)) };

    let expected = Error::Batch { input: "right", found: 3, other: "left", expected: 2 };
    assert_eq!(network.try_forward(batch(2), batch(3)).map(drop), Err(expected.clone()));
    assert_eq!(network.training().same(batch(2), batch(3), labels(2)).map(drop), Err(expected));

    let expected = Error::Batch { input: "labels", found: 4, other: "left", expected: 2 };
    assert_eq!(network.training().same(batch(2), batch(2), labels(4)).map(drop), Err(expected));
}

/// One value a channel has no variance.
#[test]
fn batch_norm_of_a_single_value() {
    let (network, ..) = normed();
    let device = Dev::default();
    let (input, labels) = (device.tensor([[1.0, 2.0]]), device.tensor([[1.0, 0.0, 0.0]]));
    let error = network.training().classification(&input, &labels).map(drop);
    assert_eq!(error, Err(Error::OneValuePerChannel));
}

#[test]
fn a_batch_of_no_samples() {
    let device = Dev::default();
    let (network, ..) = normed();
    let batch = |count: usize| -> Tensor<(usize, Const<2>), f64, Dev> { device.zeros_like(&(count, Const)) };
    let labels = |count: usize| -> Tensor<(usize, Const<3>), f64, Dev> { device.zeros_like(&(count, Const)) };
    let error = network.training().classification(batch(0), labels(0)).map(drop);
    assert_eq!(error, Err(Error::EmptyBatch));
    assert!(network.training().classification(batch(2), labels(2)).is_ok());
}

#[test]
fn gradients_of_another_network() {
    let (network, input, labels) = normed();
    let (mut other, ..) = normed();
    let before = read(&other, None);
    let mut sgd = Sgd::new(0.1);
    let pass = network.training().classification(&input, &labels).unwrap();
    let gradients = sgd.compute_gradients(pass).unwrap();
    let error = sgd.apply_gradients(&mut other, gradients).unwrap_err();
    assert_eq!(error, Error::OtherNetwork { network: "Normed" });
    assert_eq!(read(&other, None), before);
    assert_eq!(sgd.steps(), 0);
}

#[test]
fn settings_out_of_range() {
    check_refused(Sgd::new(-0.1), "learning_rate");
    check_refused(Sgd::new(f64::NAN), "learning_rate");
    check_refused(Sgd::new(0.1).momentum(1.0), "momentum");
    check_refused(Adam::new(0.1).betas(1.0, 0.9), "beta");
    check_refused(Adam::new(0.1).epsilon(-1.0), "epsilon");
}

fn check_refused(mut optimizer: impl Optimizer<Normed<f64, Dev>>, setting: &str) {
    let (mut network, input, labels) = normed();
    let before = read(&network, None);
    let pass = network.training().classification(&input, &labels).unwrap();
    let gradients = optimizer.compute_gradients(pass).unwrap();
    let error = optimizer.apply_gradients(&mut network, gradients).unwrap_err();
    assert!(matches!(error, Error::Setting { .. }), "{error:?}");
    assert!(error.to_string().contains(setting), "{error}");
    assert_eq!(read(&network, None), before);
    assert_eq!(optimizer.steps(), 0);
}

/// What the loss does not depend on keeps its value.
#[test]
fn variables_without_a_part_in_the_loss() {
    let device = Dev::seed_from_u64(4);
    let mut network = Fork::<f64, Dev>::build(&device);
    let image: Tensor<Rank4<3, 2, 4, 4>, f64, Dev> = device.sample_normal();
    let labels = one_hot(&device);
    let before = read(&network, None);
    let mut adam = Adam::new(0.1);
    let pass = network.training().one(&image, &labels).unwrap();
    let gradients = adam.compute_gradients(pass).unwrap();
    adam.apply_gradients(&mut network, gradients).unwrap();
    for (name, value) in read(&network, None) {
        assert_eq!(before[&name] == value, name.starts_with("second"), "{name}");
    }
}

fn one_hot(device: &Dev) -> Batch<3, 3> {
    device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
}

/// The gradient that a step of `sgd` with learning rate 1 shows, against differences of the loss.
pub(crate) fn check_gradients<N>(mut network: N, value: impl Fn(&N) -> f64, step: impl FnOnce(&mut N))
where
    N: Network<Dtype = f64, Device = Dev> + Clone,
{
    let before = read(&network, None);
    let mut stepped = network.clone();
    step(&mut stepped);
    let after = read(&stepped, None);
    for (name, before) in before.iter().filter(|(name, _)| !name.contains("running")) {
        for index in 0..before.len() {
            let mut at = |offset: f64| {
                nudge(&mut network, name, index, offset);
                let value = value(&network);
                nudge(&mut network, name, index, -offset);
                value
            };
            let numeric = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            let analytic = before[index] - after[name][index];
            assert!(
                (analytic - numeric).abs() <= TOLERANCE,
                "the gradient of {name}[{index}] is {analytic:e}, but differences give {numeric:e}"
            );
        }
    }
}

pub(crate) fn descend<N, O>(network: &mut N, pass: TrainingPass<N, O>)
where
    N: Network,
    O: Outputs<N::Dtype, N::Device>,
{
    let mut sgd = Sgd::new(1.0);
    let gradients = sgd.compute_gradients(pass).unwrap();
    sgd.apply_gradients(network, gradients).unwrap();
}

#[test]
fn gradients_of_branches_that_meet() {
    let device = Dev::seed_from_u64(5);
    let image: Tensor<Rank4<3, 2, 4, 4>, f64, Dev> = device.sample_normal();
    let (labels, others) = (one_hot(&device), device.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]));
    check_gradients(
        Fork::<f64, Dev>::build(&device),
        |network| network.training().both(&image, &labels, &others).unwrap().value(),
        |network| {
            let pass = network.training().both(&image, &labels, &others).unwrap();
            descend(network, pass);
        },
    );
}

#[test]
fn gradients_of_a_scope_that_is_reused() {
    let device = Dev::seed_from_u64(6);
    let (left, right): (Batch<4, 3>, Batch<4, 3>) = (device.sample_normal(), device.sample_normal());
    let labels = device.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]);
    check_gradients(
        Pair::<f64, Dev>::build(&device),
        |network| network.training().same(&left, &right, &labels).unwrap().value(),
        |network| {
            let pass = network.training().same(&left, &right, &labels).unwrap();
            descend(network, pass);
        },
    );
}

/// The statistics of the second application come after those of the first: m ← 0.9 (0.9 m + 0.1 left) + 0.1 right.
#[test]
fn a_reused_scope_contributes_twice_in_program_order() {
    let device = Dev::seed_from_u64(7);
    let mut network = Pair::<f64, Dev>::build(&device);
    network.encoder.hidden.weight = device.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0; 3]]);
    network.encoder.hidden.bias = device.zeros();
    let left: Batch<2, 3> = device.tensor([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]);
    let right: Batch<2, 3> = device.tensor([[10.0, 10.0, 10.0], [20.0, 20.0, 20.0]]);
    let pass = network.training().same(&left, &right, device.tensor([[1.0, 0.0], [0.0, 1.0]])).unwrap();
    descend(&mut network, pass);
    let twice = |start: f64, left: f64, right: f64| 0.9 * (0.9 * start + 0.1 * left) + 0.1 * right;
    let means = [twice(0.0, 2.0, 15.0), twice(0.0, 3.0, 15.0), twice(0.0, 4.0, 15.0), 0.0];
    assert_close(&network.encoder.norm.running_mean.as_vec(), &means);
    let variances = [2.0, 2.0, 2.0, 0.0].map(|left| twice(1.0, left, 25.0 * left));
    assert_close(&network.encoder.norm.running_var.as_vec(), &variances);
}

fn assert_close(actual: &[f64], expected: &[f64]) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!((actual - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{actual} is not {expected}");
    }
}
