//! What may be done to gradients between `compute_gradients` and `apply_gradients`.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::read;
use crate::steps::{Small, follow_changed};

type Batch<const N: usize, const C: usize> = Tensor<Rank2<N, C>, f64, Dev>;

fn small() -> (Small<f64, Dev>, Batch<8, 5>, Batch<8, 3>) {
    let device = Dev::seed_from_u64(8);
    let labels = Dev::default().tensor([
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
    ]);
    (Small::build(&device), device.sample_normal(), labels)
}

fn gradients(optimizer: &impl Optimizer<Small<f64, Dev>>) -> (Small<f64, Dev>, Gradients<Small<f64, Dev>>) {
    let (network, input, labels) = small();
    let pass = network.training().classification(&input, &labels).unwrap();
    let gradients = optimizer.compute_gradients(pass).unwrap();
    (network, gradients)
}

fn all(gradients: &Gradients<Small<f64, Dev>>) -> Vec<f64> {
    gradients.variables("").unwrap().into_iter().flat_map(|variable| variable.values).collect()
}

fn length(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

#[test]
fn clipped_by_value() {
    let sgd = || Sgd::new(0.1).momentum(0.9);
    follow_changed(
        "optimizer_clip_by_value",
        sgd(),
        Sgd::new(0.1).momentum(0.9),
        |gradients| gradients.clip_by_value(0.01),
        |gradients| gradients.clip_by_value(0.01),
    );
}

/// PyTorch divides by a norm that is 1e-6 longer. So does this, that the steps may be compared to all digits.
#[test]
fn clipped_by_the_norm_of_all() {
    fn clip<E: netweave::Dtype>(gradients: Gradients<Small<E, Dev>>) -> Gradients<Small<E, Dev>>
    where
        Dev: netweave::Device<E>,
    {
        let norm = gradients.norm(Scope::ALL);
        gradients.clip_by_global_norm((0.05 / (norm + 1e-6)).min(1.0) * norm)
    }
    follow_changed(
        "optimizer_clip_by_global_norm",
        Sgd::new(0.1).momentum(0.9),
        Sgd::new(0.1).momentum(0.9),
        clip,
        clip,
    );
}

#[test]
fn clipped_each_by_its_norm() {
    let (_, gradients) = gradients(&Sgd::new(0.1));
    let before = gradients.variables("").unwrap();
    let mut norms: Vec<f64> = before.iter().map(|variable| length(&variable.values)).collect();
    norms.sort_by(f64::total_cmp);
    let limit = norms[norms.len() / 2];
    let after = gradients.clip_by_norm(limit).variables("").unwrap();
    for (before, after) in before.iter().zip(&after) {
        let factor = (limit / length(&before.values)).min(1.0);
        for (before, after) in before.values.iter().zip(&after.values) {
            assert!((before * factor - after).abs() < 1e-15, "{before} became {after}");
        }
    }
}

#[test]
fn short_gradients_are_not_clipped() {
    let (_, gradients) = gradients(&Sgd::new(0.1));
    let before = all(&gradients);
    let norm = gradients.norm(Scope::ALL);
    assert!((norm - length(&before)).abs() < 1e-12);
    let gradients = gradients.clip_by_value(10.0).clip_by_norm(1.01 * norm).clip_by_global_norm(1.01 * norm);
    assert_eq!(all(&gradients), before);
    let gradients = gradients.clip_by_global_norm(0.25 * norm);
    assert!((gradients.norm(Scope::ALL) - 0.25 * norm).abs() < 1e-12);
}

#[test]
fn a_scope_is_scaled_and_measured() {
    let (_, gradients) = gradients(&Sgd::new(0.1));
    let before = all(&gradients);
    let gradients = gradients.scale(Small::HIDDEN, -2.0);
    let hidden = 6 * 5;
    for (index, (before, after)) in before.iter().zip(all(&gradients)).enumerate() {
        assert_eq!(if index < hidden { -2.0 * before } else { *before }, after);
    }
    assert!((gradients.norm(Small::HIDDEN) - 2.0 * length(&before[..hidden])).abs() < 1e-12);
}

#[test]
fn gradients_are_found_by_name() {
    let (_, gradients) = gradients(&Sgd::new(0.1).freeze(Small::NORM));
    let names: Vec<_> = gradients.variables("").unwrap().into_iter().map(|variable| variable.name).collect();
    assert_eq!(names, ["hidden/weight", "fc/weight", "fc/bias"]);
    let weight = gradients.variable("fc.weight").unwrap();
    assert_eq!((weight.name.as_str(), weight.shape.as_slice()), ("fc/weight", [3, 6].as_slice()));
    assert_eq!(gradients.variables("fc/").unwrap().len(), 2);
    let error = gradients.variable("fc/wieght").unwrap_err().to_string();
    assert_eq!(error, "`Small` has no variable `fc/wieght`: did you mean `fc/weight`?");
    assert!(gradients.variable("norm/bias").is_err());
}

/// The gradient by name is what a step of learning rate 1 takes away.
#[test]
fn gradients_by_name_are_those_of_the_step() {
    let mut sgd = Sgd::new(1.0);
    let (mut network, gradients) = gradients(&sgd);
    let before = read(&network, None);
    let named = gradients.variables("").unwrap();
    sgd.apply_gradients(&mut network, gradients).unwrap();
    let after = read(&network, None);
    for variable in named {
        let name = variable.name.replace('/', ".");
        for ((before, after), gradient) in before[&name].iter().zip(&after[&name]).zip(&variable.values) {
            assert!((before - after - gradient).abs() < 1e-12, "{name}");
        }
    }
}

/// Two halves of a batch make the whole of it, where nothing depends on the batch: the loss is a mean.
#[test]
fn accumulated_gradients_are_those_of_one_batch() {
    network! {
        network Plain(input: [3]) -> [2] {
            let logits = input -> fc1: linear(4) -> tanh -> fc2: linear(2);
            loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
            logits
        }
    }
    let device = Dev::seed_from_u64(9);
    let network = Plain::<f64, Dev>::build(&device);
    let (first, second): (Batch<4, 3>, Batch<4, 3>) = (device.sample_normal(), device.sample_normal());
    let labels = device.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]);
    let sgd = Sgd::new(0.1);
    let compute = |input: &Batch<4, 3>| sgd.compute_gradients(network.training().fit(input, &labels).unwrap()).unwrap();
    let halves = compute(&first).accumulate(compute(&second)).unwrap().scale(Scope::ALL, 0.5);

    let both: Batch<8, 3> = device.tensor([first.as_vec(), second.as_vec()].concat());
    let both_labels: Batch<8, 2> = device.tensor([labels.as_vec(), labels.as_vec()].concat());
    let whole = sgd.compute_gradients(network.training().fit(&both, &both_labels).unwrap()).unwrap();
    for (half, whole) in halves.variables("").unwrap().iter().zip(whole.variables("").unwrap()) {
        assert_eq!(half.name, whole.name);
        for (half, whole) in half.values.iter().zip(&whole.values) {
            assert!((half - whole).abs() < 1e-14, "{half} is not {whole}");
        }
    }
}

/// The updates of the second pass come after those of the first, as if each had been applied.
#[test]
fn accumulated_updates_are_applied_in_order() {
    let (network, input, labels) = small();
    let other: Batch<8, 5> = input.clone() * 3.0 + 1.0;
    let mut sgd = Sgd::new(0.0);
    let compute = |input: &Batch<8, 5>, sgd: &Sgd<Small<f64, Dev>>| {
        sgd.compute_gradients(network.training().classification(input, &labels).unwrap()).unwrap()
    };
    let mut together = network.clone();
    let gradients = compute(&input, &sgd).accumulate(compute(&other, &sgd)).unwrap();
    sgd.apply_gradients(&mut together, gradients).unwrap();
    let mut apart = network.clone();
    for input in [&input, &other] {
        let gradients = compute(input, &sgd);
        sgd.apply_gradients(&mut apart, gradients).unwrap();
    }
    let (together, apart) = (read(&together, None), read(&apart, None));
    assert_ne!(together["norm.running_mean"], read(&network, None)["norm.running_mean"]);
    for (name, apart) in apart {
        for (together, apart) in together[&name].iter().zip(apart) {
            assert!((together - apart).abs() < 1e-12, "{name}: {together} is not {apart}");
        }
    }
}

#[test]
fn gradients_of_two_networks_do_not_add_up() {
    let sgd = Sgd::new(0.1);
    let ((_, first), (_, second)) = (gradients(&sgd), gradients(&sgd));
    let error = first.accumulate(second).map(drop).unwrap_err();
    assert_eq!(error, Error::OtherNetwork { network: "Small" });
}

#[test]
fn what_cannot_be_done_is_refused_with_the_step() {
    let change: [(&str, fn(Gradients<Small<f64, Dev>>) -> Gradients<Small<f64, Dev>>); 5] = [
        ("`factor` is NaN, but must be a finite number", |gradients| gradients.scale(Small::FC, f64::NAN)),
        ("`limit` is -1, but must be a finite number, 0 or more", |gradients| gradients.clip_by_value(-1.0)),
        ("`norm` is -2, but must be a finite number, 0 or more", |gradients| gradients.clip_by_norm(-2.0)),
        ("`norm` is inf, but must be a finite number, 0 or more", |gradients| {
            gradients.clip_by_global_norm(f64::INFINITY)
        }),
        ("`norm` is NaN, but must be a finite number, 0 or more", |gradients| gradients.clip_by_global_norm(f64::NAN)),
    ];
    for (message, change) in change {
        let mut sgd = Sgd::new(0.1);
        let (mut network, gradients) = gradients(&sgd);
        let before = read(&network, None);
        let error = sgd.apply_gradients(&mut network, change(gradients)).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(read(&network, None), before);
        assert_eq!(sgd.steps(), 0);
    }
}
