//! Variables that a user has assigned a view: one value for all elements, or a permutation. They train like any others.

use dfdx::tensor_ops::{BroadcastTo, PermuteTo, ReshapeTo};
use netweave::prelude::*;
use netweave::{Device, Dtype, MovingAverage};

use crate::Dev;
use crate::golden::{Values, from_f64, read};

network! {
    // The scope uses its variables twice, and a broadcast one comes first.
    network Assigned(input: [4]) -> [3] {
        reuse scope encoder(x) { x -> fc: linear(4) -> norm: batch_norm -> tanh }
        let once = encoder(input);
        let twice = encoder(once);
        let logits = twice -> fc: linear(3);
        loss fit(labels: [3]) = softmax_cross_entropy(logits, labels);
        logits
    }

    // Nothing is left that keeps its identity.
    network Bare(input: [4]) -> [4] {
        let y = input -> fc: linear(4, bias = false);
        loss fit(target: [4]) = l2(y, target);
        y
    }
}

type Batch<E, const C: usize> = Tensor<Rank2<6, C>, E, Dev>;

/// A network with broadcast variables and statistics, the same with contiguous ones, and a batch.
fn two<E: Dtype>() -> (Assigned<E, Dev>, Assigned<E, Dev>, Batch<E, 4>, Batch<E, 3>)
where
    Dev: Device<E>,
{
    let device = Dev::seed_from_u64(6);
    let mut view = Assigned::build(&device);
    let value = |value| device.tensor(from_f64::<E>(value));
    view.encoder.fc.weight = value(0.5).broadcast();
    view.encoder.norm.weight = value(1.5).broadcast();
    view.encoder.norm.running_mean = value(8.0).broadcast();
    view.fc.bias = value(-0.25).broadcast();
    let mut plain = view.clone();
    plain.encoder.fc.weight = plain.encoder.fc.weight.contiguous();
    plain.encoder.norm.weight = plain.encoder.norm.weight.contiguous();
    plain.encoder.norm.running_mean = plain.encoder.norm.running_mean.contiguous();
    plain.fc.bias = plain.fc.bias.contiguous();
    let numbers =
        |count, shift| (0..count).map(|index| from_f64(f64::from(index * 37 % count) / 9.0 - shift)).collect();
    let input = device.tensor_from_vec(numbers(24, 1.0), Default::default());
    (view, plain, input, device.tensor_from_vec(numbers(18, 0.0), Default::default()))
}

/// Trains both networks alike.
macro_rules! same {
    ($element:ty, $optimizer:expr) => {{
        let (view, plain, input, labels) = two::<$element>();
        let train = |mut network: Assigned<$element, Dev>| -> Vec<Values> {
            let mut optimizer = $optimizer;
            let mut average = MovingAverage::of(&network, 0.5).unwrap();
            let steps = (0..4).map(|_| {
                let pass = network.training().fit(&input, &labels).unwrap();
                let gradients = optimizer.compute_gradients(pass).unwrap().clip_by_global_norm(0.5);
                optimizer.apply_gradients(&mut network, gradients).unwrap();
                average.update(&network).unwrap();
                read(&network, None)
            });
            let mut values: Vec<Values> = steps.collect();
            values.push(read(average.network(), None));
            values
        };
        let values = train(view);
        let weight = &values[0]["encoder.fc.weight"];
        assert!(weight.iter().any(|value| value != &weight[0]), "the elements are still one: {weight:?}");
        assert_eq!(values, train(plain));
    }};
}

/// Bit for bit: values, running statistics and moving averages, after each step.
#[test]
fn every_optimizer_trains_broadcast_variables() {
    macro_rules! both {
        ($($optimizer:expr),* $(,)?) => {$(
            same!(f32, $optimizer);
            same!(f64, $optimizer);
        )*};
    }
    both!(
        Sgd::new(0.1),
        Sgd::new(0.1).momentum(0.9).weight_decay(0.01),
        Sgd::new(0.1).nesterov(0.9),
        Adam::new(0.01),
        AdamW::new(0.01),
        RmsProp::new(0.01),
        RmsProp::new(0.01).centered().momentum(0.5),
        Adam::new(0.01).scope(Assigned::ENCODER_FC, |group| group.learning_rate(0.1)).freeze(Assigned::FC),
    );
}

#[test]
fn gradients_are_of_the_whole_shape() {
    let (view, plain, input, labels) = two::<f64>();
    let sgd = Sgd::new(0.1);
    let gradients = |network: &Assigned<f64, Dev>| {
        let gradients = sgd.compute_gradients(network.training().fit(&input, &labels).unwrap()).unwrap();
        (gradients.variables("").unwrap(), gradients.norm(Scope::ALL))
    };
    let found = gradients(&view);
    assert_eq!(found.0[0].values.len(), 16);
    assert_eq!(found, gradients(&plain));
}

#[test]
fn frozen_variables_stay_views() {
    let (mut view, _, input, labels) = two::<f64>();
    let mut sgd = Sgd::new(0.1).freeze(Assigned::ENCODER);
    let before = read(&view, None);
    let gradients = sgd.compute_gradients(view.training().fit(&input, &labels).unwrap()).unwrap();
    sgd.apply_gradients(&mut view, gradients).unwrap();
    let after = read(&view, None);
    assert_eq!(before["encoder.fc.weight"], after["encoder.fc.weight"]);
    assert_ne!(before["fc.bias"], after["fc.bias"]);
}

/// The first step makes variables and statistics contiguous, and what was computed before finds them all the same.
#[test]
fn passes_that_are_pending_lose_nothing() {
    let (view, plain, input, labels) = two::<f64>();
    let train = |mut network: Assigned<f64, Dev>| {
        let mut sgd = Sgd::new(0.1).momentum(0.9);
        let compute = |sgd: &Sgd<Assigned<f64, Dev>>, network: &Assigned<f64, Dev>| {
            sgd.compute_gradients(network.training().fit(&input, &labels).unwrap()).unwrap()
        };
        let pending: Vec<_> = (0..3).map(|_| compute(&sgd, &network)).collect();
        let [first, second, third] = <[_; 3]>::try_from(pending).ok().unwrap();
        sgd.apply_gradients(&mut network, first).unwrap();
        let later = compute(&sgd, &network);
        sgd.apply_gradients(&mut network, second).unwrap();
        sgd.apply_gradients(&mut network, third.accumulate(later).unwrap()).unwrap();
        read(&network, None)
    };
    assert_eq!(train(view), train(plain));
}

#[test]
fn a_network_of_views_alone() {
    let device = Dev::seed_from_u64(7);
    let mut view = Bare::<f64, Dev>::build(&device);
    view.fc.weight = device.tensor(0.5).broadcast();
    let mut plain = view.clone();
    plain.fc.weight = plain.fc.weight.contiguous();
    let (input, target): (Batch<f64, 4>, Batch<f64, 4>) = (device.sample_normal(), device.sample_normal());
    let train = |mut network: Bare<f64, Dev>| {
        let mut sgd = Sgd::new(0.1);
        let pending = [(); 2].map(|()| network.training().fit(&input, &target).unwrap());
        for pass in pending {
            let gradients = sgd.compute_gradients(pass).unwrap();
            sgd.apply_gradients(&mut network, gradients).unwrap();
        }
        read(&network, None)
    };
    assert_eq!(train(view), train(plain));
}

#[test]
fn gradients_of_another_network_are_refused() {
    let (view, _, input, labels) = two::<f64>();
    let (mut other, ..) = two::<f64>();
    let mut sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(view.training().fit(&input, &labels).unwrap()).unwrap();
    let error = sgd.apply_gradients(&mut other, gradients).unwrap_err();
    assert_eq!(error, Error::OtherNetwork { network: "Assigned" });
}

/// The elements of a permuted variable lie in memory in another order than its gradient has.
#[test]
fn a_permuted_variable() {
    let device = Dev::seed_from_u64(8);
    let mut view = Bare::<f64, Dev>::build(&device);
    let turned: Tensor<Rank2<4, 4>, f64, Dev> = view.fc.weight.clone().permute();
    view.fc.weight = turned;
    let mut plain = view.clone();
    plain.fc.weight = plain.fc.weight.contiguous();
    let (input, target): (Batch<f64, 4>, Batch<f64, 4>) = (device.sample_normal(), device.sample_normal());
    let train = |mut network: Bare<f64, Dev>| {
        let mut adam = Adam::new(0.1);
        let pass = network.training().fit(&input, &target).unwrap();
        let gradients = adam.compute_gradients(pass).unwrap();
        let gradient = gradients.variable("fc/weight").unwrap();
        adam.apply_gradients(&mut network, gradients).unwrap();
        (gradient, read(&network, None))
    };
    assert_eq!(train(view), train(plain));
}
