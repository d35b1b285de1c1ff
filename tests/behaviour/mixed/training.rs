//! Mixed precision over many steps.

use netweave::prelude::*;

use crate::Dev;

network! {
    network Spirals(x: [2]) -> [2] {
        let logits = x -> up: linear(32) -> norm: batch_norm -> relu -> middle: linear(32) -> tanh -> fc: linear(2);
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

const POINTS: usize = 64;

/// Points of two spirals, by which of them they are on.
fn points() -> (Tensor<(usize, Const<2>), f32, Dev>, Tensor<(usize,), usize, Dev>) {
    let device = Dev::default();
    let places = (0..POINTS).flat_map(|index| {
        let along = 0.5 + 2.5 * (index / 2) as f32 / (POINTS / 2) as f32;
        let angle = 1.5 * along + std::f32::consts::PI * (index % 2) as f32;
        [along * angle.cos(), along * angle.sin()]
    });
    let x = device.tensor_from_vec(places.collect(), (POINTS, Const));
    (x, device.tensor_from_vec((0..POINTS).map(|index| index % 2).collect(), (POINTS,)))
}

/// How many of the points are recognised after so many steps, and the last loss.
fn trained(
    steps: usize,
    mixed: impl Fn(spirals::Training<'_, Spirals<f32, Dev>>) -> spirals::Training<'_, Spirals<f32, Dev>>,
) -> (usize, f32) {
    let mut net = Spirals::<f32, Dev>::build(&Dev::seed_from_u64(31));
    let (x, labels) = points();
    let mut adam = Adam::new(1e-2);
    let (mut last, mut memory) = (0.0_f32, None);
    for step in 0..steps {
        let pass = mixed(net.training()).classification(&x, &labels).unwrap();
        assert_eq!(*memory.get_or_insert(pass.memory()), pass.memory(), "step {step}");
        last = pass.value();
        assert!(last.is_finite(), "step {step}");
        let gradients = adam.compute_gradients(pass).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    let logits = net.forward(&x).as_vec();
    let right = logits.chunks(2).zip(labels.as_vec()).filter(|(logits, label)| logits[*label] > logits[1 - *label]);
    (right.count(), last)
}

#[test]
fn it_learns_as_well_as_in_full() {
    let (full, _) = trained(200, |training| training);
    assert!(full >= POINTS - 2, "{full} of {POINTS} in full");
    for (right, _) in [trained(200, |training| training.mixed(Bf16)), trained(200, |training| training.mixed(F16))] {
        assert!(right >= full - 1, "{right} of {POINTS}, and {full} in full");
    }
}

/// As many steps as it takes for the scale to double; each asks for as much memory as the first.
#[test]
fn two_thousand_steps_stay_finite() {
    let (right, last) = trained(if cfg!(feature = "cuda") { 100 } else { 2100 }, |training| training.mixed(F16));
    assert!(right >= POINTS - 2 && last < 0.3, "{right} of {POINTS}, and a loss of {last}");
}
