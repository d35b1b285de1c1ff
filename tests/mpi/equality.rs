//! Ranks give what one device gives for all of their batches, and the same bits on each. All of them run it together.

use std::ops::Range;

use dfdx::shapes::Unit;
use netweave::prelude::*;
use netweave::shape::Sizes;
use netweave::{InPass, Outputs, Statistics};

use crate::device::seeded;
use crate::networks::*;

network! {
    /// Its gradients are several buckets.
    network Wide(image: [2, 8, 8]) -> [4] {
        let y = image -> conv: conv2d(8, kernel = 3, padding = 1) -> tanh -> flatten
            -> fc1: linear(96) -> relu -> fc2: linear(96) -> tanh -> fc3: linear(4);
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels);
        y
    }

    /// Of an input, in one operation with a convolution, in a scope that is applied twice, and of a vector.
    network Norms(image: [2, 5, 5]) -> [3] {
        let seen = image -> first: batch_norm -> conv1: conv2d(4, kernel = 3, padding = 1) -> norm1: batch_norm -> relu;
        reuse scope mix(z) {
            z -> conv: conv2d(4, kernel = 3, padding = 1, bias = false) -> norm: batch_norm(momentum = 0.25) -> relu
        }
        let y = mix(mix(seen)) -> flatten -> fc: linear(8) -> last: batch_norm(epsilon = 0.01) -> tanh -> out: linear(3);
        loss fit(labels: [3]) = softmax_cross_entropy(y, labels);
        y
    }
}

/// The rows of a batch that a rank has.
fn rows<S: InPass<Batch = usize>, E: Unit>(batch: &Batch<S, E>, rows: &Range<usize>) -> Batch<S, E> {
    let width = batch.shape().num_elements() / batch.shape().concrete()[0];
    let values = batch.as_vec()[rows.start * width..rows.end * width].to_vec();
    device().tensor_from_vec(values, S::of(rows.len(), &Sizes::default()))
}

/// How samples are dealt out: evenly; or one to the last rank, the others to that before it, and none to the rest.
fn deals(samples: usize, rank: usize, ranks: usize) -> [Range<usize>; 2] {
    let even = |rank: usize| rank * samples / ranks;
    let odd = |end: usize| match ranks - end {
        0 => samples,
        1 => samples - 1,
        _ => 0,
    };
    let odd = if ranks == 1 { 0..samples } else { odd(rank)..odd(rank + 1) };
    [even(rank)..even(rank + 1), odd]
}

/// What a pass tells of all samples.
fn told<N: Network<Dtype = f64, Device = Dev>, O: Outputs<f64, Dev>>(pass: TrainingPass<N, O>) -> Vec<f64> {
    let mut told = vec![pass.value()];
    told.extend(pass.parts().map(|(_, value)| value));
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
    told.extend(gradients.into_iter().flat_map(|gradient| gradient.values));
    told
}

fn check<N: Network<Dtype = f64, Device = Dev>, O: Outputs<f64, Dev>>(
    towers: &Towers<Dev>,
    pass: impl Fn(Option<(&Towers<Dev>, Range<usize>)>, usize) -> Result<TrainingPass<N, O>, Error>,
) {
    for samples in [8, 7, 2, 1] {
        let one = told(pass(None, samples).unwrap());
        for own in deals(samples, towers.rank(), towers.ranks()) {
            // The second pass is in the memory of the first.
            for _ in 0..2 {
                let all = told(pass(Some((towers, own.clone())), samples).unwrap());
                assert_eq!(all.len(), one.len());
                let largest = one.iter().fold(1e-3_f64, |largest, value| largest.max(value.abs()));
                for (place, (all, one)) in all.iter().zip(&one).enumerate() {
                    let apart = (all - one).abs() / largest;
                    assert!(apart < 1e-6, "{} of {samples} samples, number {place}: {all} is not {one}", N::NAME);
                }
            }
        }
    }
}

/// A loss of the whole batch, or of the rows of a rank.
macro_rules! pass {
    ($net:expr, $own:expr, $loss:ident($($given:expr),*)) => {
        match $own {
            Some((towers, own)) => $net.training().on(towers).$loss($(rows(&$given, &own)),*),
            None => $net.training().$loss($($given),*),
        }
    };
}

/// Passes of every kind, whatever their losses divide by.
pub(crate) fn of_passes(towers: &Towers<Dev>) {
    let device = || seeded(1);
    let net = device().build_module::<Mlp, f64>();
    check(towers, |own, n| pass!(net, own, mean(noise(2, n), noise(3, n))));
    check(towers, |own, n| pass!(net, own, classes(noise(2, n), indices(3, n))));
    check(towers, |own, n| pass!(net, own, weighted_classes(noise(2, n), indices(3, n))));
    check(towers, |own, n| pass!(net, own, samples(noise(2, n), noise(3, n), noise(4, n))));
    let net = device().build_module::<Cnn, f64>();
    check(towers, |own, n| pass!(net, own, fit(noise(2, n), labels(n))));
    let net = device().build_module::<Fork, f64>();
    check(towers, |own, n| pass!(net, own, both(noise(2, n), labels(n), noise(3, n))));
    let net = device().build_module::<Words, f64>();
    check(towers, |own, n| pass!(net, own, fit(indices(9, n), indices(2, n))));
    let net = device().build_module::<Mixed, f64>();
    check(towers, |own, n| pass!(net, own, fit(noise(2, n), noise(3, n))));
}

/// A training of several optimizers' steps, in buckets of which there are several.
pub(crate) fn of_trainings(towers: &Towers<Dev>) {
    let train = |towers: Option<&Towers<Dev>>| {
        let mut net = seeded(towers.map_or(1, |towers| 1 + towers.rank() as u64)).build_module::<Wide, f64>();
        if let Some(towers) = towers {
            towers.broadcast(&mut net).unwrap();
        }
        let mut adam = Adam::new(0.01);
        for step in 0..6 {
            let gradients = |batch: usize| {
                let (x, t) = (noise(step, batch), labels(batch));
                let pass = match towers {
                    Some(towers) => {
                        let own = &deals(batch, towers.rank(), towers.ranks())[step as usize % 2];
                        net.training().on(towers).fit(rows(&x, own), rows(&t, own))
                    }
                    None => net.training().fit(x, t),
                };
                adam.compute_gradients(pass.unwrap()).unwrap()
            };
            let both = gradients(7).accumulate(gradients(8)).unwrap();
            let both = both.scale(Scope::ALL, 0.5).clip_by_global_norm(0.4);
            adam.apply_gradients(&mut net, both).unwrap();
        }
        net
    };
    let (one, all) = (train(None), train(Some(towers)));
    for (one, all) in one.variables("").iter().zip(all.variables("")) {
        let apart = one.values.iter().zip(&all.values).fold(0.0_f64, |most, (one, all)| most.max((one - all).abs()));
        assert!(apart < 1e-7, "{} is {apart:e} apart", one.name);
    }
    assert!(towers.ranks() == 1 || towers.exchange().buckets() > 2, "{}", towers.exchange());
    // The first pass of a network compares all of its bits.
    drop(all.clone().training().on(towers).fit(noise(1, 2), labels(2)).unwrap());
}

/// Updates of running statistics are weighed by samples, and are the same bits on every rank.
pub(crate) fn of_statistics(towers: &Towers<Dev>) {
    let mut net = seeded(1).build_module::<Normed, f64>();
    let mut sgd = Sgd::new(0.0);
    let ranks = towers.ranks();
    // A rank has two samples more than the one before it, and the first has none.
    let bounds: Vec<usize> = (0..=ranks).map(|rank| rank * rank.saturating_sub(1)).collect();
    let samples = bounds[ranks].max(2);
    let own = if ranks == 1 { 0..2 } else { bounds[towers.rank()]..bounds[towers.rank() + 1] };
    let (x, t) = (noise::<(usize, Const<3>), f64>(2, samples), noise(3, samples));
    let gradients = sgd.compute_gradients(net.training().on(towers).fit(rows(&x, &own), rows(&t, &own)).unwrap());
    sgd.apply_gradients(&mut net, gradients.unwrap()).unwrap();
    for channel in 0..3 {
        let mean = (0..samples).map(|row| x.as_vec()[3 * row + channel]).sum::<f64>() / samples as f64;
        assert!((net.norm.running_mean.as_vec()[channel] - 0.25 * mean).abs() < 1e-12);
        assert_ne!(net.norm.running_var.as_vec()[channel], 1.0);
    }
    let pass = net.clone().training().on(towers).fit(rows(&x, &own), rows(&t, &own)).unwrap();
    assert!(pass.value().is_finite());
}

/// Batch norm that is synchronised is that of one device: its values, its gradients and its running statistics.
pub(crate) fn of_synchronised(towers: &Towers<Dev>) {
    let towers = towers.clone().statistics(Statistics::Synchronised);
    let net = seeded(1).build_module::<Norms, f64>();
    for samples in [3 * towers.ranks(), 3 * towers.ranks() + 1] {
        let (x, t): (Batch<(usize, Const<2>, Const<5>, Const<5>)>, Batch<(usize, Const<3>)>) =
            (noise(2, samples), labels(samples));
        let [own, _] = deals(samples, towers.rank(), towers.ranks());
        let one = net.training().fit(&x, &t).unwrap();
        let all = net.training().on(&towers).fit(rows(&x, &own), rows(&t, &own)).unwrap();
        assert!((one.value() - all.value()).abs() < 1e-9 * one.value(), "{} is not {}", all.value(), one.value());
        let mut sgd = Sgd::new(0.5);
        let [mut one_net, mut all_net] = [net.clone(), net.clone()];
        let gradients = [one, all].map(|pass| sgd.compute_gradients(pass).unwrap());
        let lists = [&gradients[0], &gradients[1]].map(|gradients| gradients.variables("").unwrap());
        let largest = lists[0].iter().flat_map(|list| &list.values).fold(0.0_f64, |most, value| most.max(value.abs()));
        for (one, all) in lists[0].iter().zip(&lists[1]) {
            let apart =
                one.values.iter().zip(&all.values).fold(0.0_f64, |most, (one, all)| most.max((one - all).abs()));
            assert!(apart < 1e-9 * largest, "the gradient of {} is {apart:e} apart", one.name);
        }
        let [one, all] = gradients;
        sgd.apply_gradients(&mut one_net, one).unwrap();
        sgd.apply_gradients(&mut all_net, all).unwrap();
        for (one, all) in one_net.variables("").iter().zip(all_net.variables("")) {
            let apart =
                one.values.iter().zip(&all.values).fold(0.0_f64, |most, (one, all)| most.max((one - all).abs()));
            assert!(apart < 1e-9, "{} is {apart:e} apart", one.name);
        }
    }
}
