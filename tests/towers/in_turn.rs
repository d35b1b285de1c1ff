//! The schedule 1F1B gives what GPipe gives, bit for bit, in less memory.

use netweave::prelude::*;
use netweave::{Device, Dtype, Outputs, PipelineSchedule, Reduce, Statistics};

use crate::networks::{Batch, Critic, Dev, Mixed, Words, critic, device, indices, labels, noise, placement, towers};
use crate::placed::{Chain, Lookup, Normed, braid, chain};

network! {
    // It goes to the second device and comes back, with all that changes with the samples that are seen at once.
    network Ring(x: [6]) -> [4] {
        let a = x -> first: linear(12) on device(0) -> batch_norm -> tanh;
        let b = a -> second: linear(12) on device(1) -> norm: batch_norm -> dropout(0.3);
        let y = scope end on device(0) { concat(a, b, axis = 0) -> fc: linear(4) };
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels) + 0.1 * (b -> small: l2(0.5 * b));
        y
    }

    network Seen(image: [1, 6, 6]) -> [1, 6, 6] {
        let painted = image -> conv: conv2d(2, kernel = 3, padding = 1) on device(0) -> tanh;
        let y = painted -> out: conv2d(1, kernel = 1) on device(1);
        loss like(target: [1, 6, 6], critic: &Critic) = l2(y, target) + 0.3 * perceptual(critic at seen, y, target);
        y
    }

    network Wide(x: [64]) -> [64] {
        let h = scope low on device(0) { x -> fc1: linear(64) -> tanh -> fc2: linear(64) -> tanh };
        let y = scope high on device(1) { h -> fc1: linear(64) -> tanh -> fc2: linear(64) };
        loss fit(t: [64]) = l2(y, t);
        y
    }
}

const IN_TURN: PipelineSchedule = PipelineSchedule::OneForwardOneBackward;

/// All that a pass tells: the loss and its parts, the outputs, and the gradients, as bits.
fn told<E: Dtype, N: Network<Dtype = E, Device = Dev>, O: Outputs<E, Dev>>(
    pass: TrainingPass<N, O>,
    outputs: impl Fn(&O) -> Vec<E>,
) -> Vec<Vec<u64>>
where
    Dev: Device<E>,
{
    let numbers = std::iter::once(pass.value()).chain(pass.parts().map(|(_, value)| value)).collect();
    let outputs = outputs(pass.output());
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap().variables("").unwrap();
    let gradients = gradients.into_iter().map(|gradient| gradient.values);
    let bits = |values: Vec<E>| values.into_iter().map(|value| value.to_f64().unwrap().to_bits()).collect();
    [numbers, outputs].into_iter().chain(gradients).map(bits).collect()
}

/// Towers that are one after the other, towers of placed networks, and devices.
fn hybrids(places: usize) -> [Towers<Dev>; 3] {
    [Towers::of(&placement(places), 1).unwrap(), Towers::of(&placement(places), 2).unwrap(), towers(2)]
}

#[test]
fn the_bits_of_gpipe() {
    let (chain, braid) = (chain(), braid());
    let seen = Dev::seed_from_u64(3).build_module::<Seen, f64>();
    let looks = Dev::seed_from_u64(4).build_module::<Critic, f64>();
    let both = |outputs: &crate::placed::braid::Outputs<usize, f64, Dev>| {
        [outputs.kind.as_vec(), outputs.picture.as_vec()].concat()
    };
    for towers in hybrids(3) {
        let in_turn = towers.clone().schedule(IN_TURN);
        for batch in [7, 2, 1] {
            let (x, t, c) = (noise(3, batch), labels(batch), indices(4, batch));
            let (image, hint, target) = (noise(4, batch), noise(5, batch), noise(6, batch));
            let (picture, like) = (noise(7, batch), noise(8, batch));
            for count in [1, 3, 8] {
                let what = format!("{batch} samples in {count} micro-batches on {in_turn:?}");
                let passes = |towers| {
                    let pass = || chain.training().on(towers).micro_batches(count);
                    let braided = braid.training().on(towers).micro_batches(count);
                    let seen = seen.training().on(towers).micro_batches(count);
                    [
                        told(pass().fit(&x, &t).unwrap(), Tensor::as_vec),
                        told(pass().classes(&x, &c).unwrap(), Tensor::as_vec),
                        told(braided.all(&image, &hint, &t, &target).unwrap(), both),
                        told(seen.like(&picture, &like, &looks).unwrap(), Tensor::as_vec),
                    ]
                };
                let expected = passes(&towers);
                // The second pass is in the memory of the first.
                (0..2).for_each(|_| assert_eq!(passes(&in_turn), expected, "{what}"));
            }
        }
    }
}

#[test]
fn the_bits_of_gpipe_in_mixed_precision() {
    let net = Dev::seed_from_u64(1).build_module::<Chain, f32>();
    let (gpipe, x, t) = (placement(2), noise(3, 7), labels(7));
    let fit = |devices| net.training().mixed(Bf16).on(devices).micro_batches(3).fit(&x, &t).unwrap();
    let expected = told(fit(&gpipe), Tensor::as_vec);
    assert_eq!(told(fit(&gpipe.clone().schedule(IN_TURN)), Tensor::as_vec), expected);
}

/// Whole trainings, with gradients that are accumulated, frozen scopes, statistics and dropout.
#[test]
fn trainings_are_those_of_gpipe() {
    let train = |towers: &Towers<Dev>, count: usize, frozen: bool| {
        let mut ring = Dev::seed_from_u64(1).build_module::<Ring, f64>();
        let mut adam = Adam::new(1e-2);
        let draws = Dev::seed_from_u64(5);
        let mut losses = Vec::new();
        for step in 0..4 {
            let gradients = |batch: usize, losses: &mut Vec<f64>| {
                let x: Batch<(usize, Const<6>)> = noise(step, batch);
                let x = draws.tensor_from_vec(x.as_vec(), (batch, Const));
                let t: Batch<(usize, Const<4>)> = labels(batch);
                let t = draws.tensor_from_vec(t.as_vec(), (batch, Const));
                let training = ring.training().on(towers).micro_batches(count);
                let training = if frozen { training.freeze(Ring::NORM) } else { training };
                let pass = training.fit(&x, &t).unwrap();
                losses.push(pass.value());
                adam.compute_gradients(pass).unwrap()
            };
            let both = gradients(17, &mut losses).accumulate(gradients(16, &mut losses)).unwrap();
            adam.apply_gradients(&mut ring, both.clip_by_global_norm(0.5)).unwrap();
        }
        let all = ring.variables("").into_iter().flat_map(|variable| variable.values);
        losses.into_iter().chain(all).map(f64::to_bits).collect::<Vec<_>>()
    };
    for towers in hybrids(2) {
        for statistics in [Statistics::PerTower, Statistics::Synchronised] {
            let towers = towers.clone().statistics(statistics);
            for (count, frozen) in [(2, false), (4, true)] {
                let expected = train(&towers, count, frozen);
                let what = format!("{count} micro-batches on {towers:?}");
                assert!(train(&towers.clone().schedule(IN_TURN), count, frozen) == expected, "{what}");
            }
        }
    }
}

/// Each micro-batch has its own statistics and its own dropout.
#[test]
fn statistics_and_dropout_of_micro_batches() {
    let step = |schedule: PipelineSchedule, seed: u64| {
        let mut net = Dev::seed_from_u64(1).build_module::<Normed, f64>();
        let (device, devices) = (Dev::seed_from_u64(seed), placement(2).schedule(schedule));
        let x: Batch<(usize, Const<5>)> = noise(3, 7);
        let x = device.tensor_from_vec(x.as_vec(), (7, Const));
        let t: Batch<(usize, Const<4>)> = labels(7);
        let t = device.tensor_from_vec(t.as_vec(), (7, Const));
        let mut sgd = Sgd::new(0.1);
        let pass = net.training().on(&devices).micro_batches(3).fit(&x, &t).unwrap();
        let output = pass.output().as_vec();
        let gradients = sgd.compute_gradients(pass).unwrap();
        sgd.apply_gradients(&mut net, gradients).unwrap();
        (output, net.batch_norm.running_mean.as_vec(), net.batch_norm.running_var.as_vec(), net.fc.weight.as_vec())
    };
    assert_eq!(step(IN_TURN, 7), step(PipelineSchedule::GPipe, 7));
    assert_ne!(step(IN_TURN, 8).0, step(IN_TURN, 7).0);
}

/// As many micro-batches as there are devices, however many there are in all.
#[test]
fn memory_is_that_of_those_on_their_way() {
    let net = Dev::seed_from_u64(1).build_module::<Wide, f64>();
    let (x, t) = (noise(1, 64), noise(2, 64));
    let memory =
        |towers: &Towers<Dev>, count| net.training().on(towers).micro_batches(count).fit(&x, &t).unwrap().memory();
    let placed = |towers: usize| Towers::of(&placement(2), towers).unwrap();
    for (towers, at_a_time) in [(placed(1), 2), (placed(2), 4), (towers(2), 2)] {
        let in_turn = towers.clone().schedule(IN_TURN);
        for count in [1, 2, 4, 8] {
            let all = towers.count() * count;
            let (gpipe, found) = (memory(&towers, count), memory(&in_turn, count));
            let part = |bytes: usize| bytes / all * at_a_time.min(all);
            let expected = (part(gpipe.bytes), part(gpipe.least), 0.0);
            assert_eq!((found.bytes, found.least, found.recomputed), expected, "{count} on {in_turn:?}");
        }
    }

    // A limit is that of those on their way: what eight need in all, two have for themselves.
    let (gpipe, in_turn) = (placed(1), placed(1).schedule(IN_TURN));
    let limit = memory(&in_turn, 8).bytes;
    let limited = |towers| net.training().memory_limit(limit).on(towers).micro_batches(8).fit(&x, &t);
    assert!(matches!(limited(&gpipe).err(), Some(Error::MemoryLimit { .. })));
    let pass = limited(&in_turn).unwrap();
    assert_eq!((pass.memory().bytes, pass.memory().recomputed), (limit, 0.0));
    // Less than that, and the same bits.
    let small = net.training().memory_limit(1).on(&in_turn).micro_batches(8).fit(&x, &t).err();
    let Some(Error::MemoryLimit { least, .. }) = small else { panic!("{small:?}") };
    let limit = 2 * least;
    let pass = net.training().memory_limit(limit).on(&in_turn).micro_batches(8).fit(&x, &t).unwrap();
    assert!(pass.memory().bytes <= limit && pass.memory().recomputed > 0.0, "{:?}", pass.memory());
    let whole = net.training().on(&in_turn).micro_batches(8).fit(&x, &t).unwrap();
    assert_eq!(told(pass, Tensor::as_vec), told(whole, Tensor::as_vec));
}

/// A pass whose gradients nobody asks for, and several that are there at once.
#[test]
fn passes_that_are_there_at_once() {
    let (net, devices) = (chain(), placement(2).schedule(IN_TURN));
    let fit = |seed| net.training().on(&devices).micro_batches(4).fit(noise(seed, 8), labels(8)).unwrap();
    let expected = [1, 2, 3].map(|seed| told(fit(seed), Tensor::as_vec));
    let [one, two, three] = [1, 2, 3].map(fit);
    drop(two);
    assert_eq!(told(three, Tensor::as_vec), expected[2]);
    net.inference().on(&devices).forward(noise(4, 8));
    assert_eq!(told(one, Tensor::as_vec), expected[0]);
    assert_eq!(told(fit(2), Tensor::as_vec), expected[1]);
}

#[test]
fn what_fails_leaves_everything_as_it_was() {
    let device = device();
    let mut lookup = Dev::seed_from_u64(3).build_module::<Lookup, f64>();
    let mut adam = Adam::new(0.1);
    let values = |net: &Lookup<f64, Dev>| net.variables("").into_iter().flat_map(|all| all.values).collect::<Vec<_>>();
    let words = |values: [[usize; 3]; 6]| device.tensor_from_vec(values.concat(), (6, Const::<3>));
    let bad = words([[0, 1, 2], [3, 4, 5], [6, 7, 9], [0, 1, 2], [2, 1, 0], [1, 1, 1]]);
    let c = indices(2, 6);
    let problem = Error::Index { input: "words", index: 9, vocabulary: 9 };
    let placement = placement(2).schedule(IN_TURN);
    let hybrid = Towers::of(&placement, 2).unwrap();
    for (towers, expected) in [
        (Towers::of(&placement, 1).unwrap(), problem.clone()),
        (hybrid, Error::Tower { tower: 0, problem: Box::new(problem) }),
    ] {
        let before = values(&lookup);
        let steps = adam.steps();
        let fit =
            |words: Batch<_, usize>, c: Batch<_, usize>| lookup.training().on(&towers).micro_batches(3).fit(words, c);
        assert_eq!(fit(bad.clone(), c.clone()).and_then(|pass| pass.try_value()).err(), Some(expected.clone()));
        let gradients = fit(bad.clone(), c.clone()).and_then(|pass| adam.compute_gradients(pass));
        assert_eq!(gradients.err(), Some(expected));
        assert_eq!((values(&lookup), adam.steps()), (before.clone(), steps));
        let gradients =
            fit(indices::<(usize, Const<3>)>(9, 6), c.clone()).and_then(|pass| adam.compute_gradients(pass)).unwrap();
        adam.apply_gradients(&mut lookup, gradients).unwrap();
        assert_ne!(values(&lookup), before);
    }

    let net = chain();
    let mut x: Vec<f64> = noise::<(usize, Const<5>), f64>(2, 6).as_vec();
    x[19] = f64::INFINITY;
    let x: Batch<(usize, Const<5>)> = device.tensor_from_vec(x, (6, Const));
    let target: Batch<(usize, Const<4>)> = device.tensor_from_vec(vec![f64::NAN; 24], (6, Const));
    let pass = net.training().on(&placement).micro_batches(3).fit(&x, &target).unwrap();
    assert!(matches!(Adam::new(0.1).compute_gradients(pass), Err(Error::NotFinite { step: 1, .. })));
}

/// What dfdx does itself is done as it is called for.
#[test]
fn what_dfdx_does() {
    let device = Dev::seed_from_u64(1);
    let net = device.build_module::<Mixed, f64>();
    let (x, t): (Batch<(usize, Const<4>)>, Batch<(usize, Const<2>)>) = (noise(2, 7), noise(3, 7));
    for towers in hybrids(2) {
        let in_turn = towers.clone().schedule(IN_TURN);
        let fit = |towers, count| net.training().on(towers).micro_batches(count).fit(&x, &t).unwrap();
        for count in [1, 2, 3] {
            let expected = told(fit(&towers, count), Tensor::as_vec);
            (0..2).for_each(|_| assert_eq!(told(fit(&in_turn, count), Tensor::as_vec), expected));
        }
        let mut bad = x.as_vec();
        bad[6 * 4] = f64::NAN;
        let bad: Batch<(usize, Const<4>)> = device.tensor_from_vec(bad, (7, Const));
        let error = net.training().on(&in_turn).micro_batches(3).fit(&bad, &t).err().unwrap();
        let problem = Error::Panic("the function has seen what is no number".to_owned());
        let tower = in_turn.count() - 1;
        let expected = if tower == 0 { problem } else { Error::Tower { tower, problem: Box::new(problem) } };
        assert_eq!(error, expected);
        assert_eq!(told(fit(&in_turn, 3), Tensor::as_vec), told(fit(&towers, 3), Tensor::as_vec));
    }
}

/// What would have to be known before the way back begins.
#[test]
fn what_it_does_not_do() {
    let (net, words) = (chain(), Dev::seed_from_u64(1).build_module::<Words, f64>());
    let single = Dev::seed_from_u64(1).build_module::<Chain, f32>();
    let devices = placement(2).schedule(IN_TURN);
    let pass = single.training().mixed(F16).on(&devices).micro_batches(2).fit(noise(1, 4), labels(4));
    let error = pass.err().unwrap();
    assert_eq!(error, Error::LossScaleTooLate);
    assert!(error.to_string().ends_with("use `mixed(Bf16)`, or `PipelineSchedule::GPipe`"), "{error}");
    // An inference goes one way.
    assert!(single.inference().mixed(F16).on(&devices).try_forward(noise(1, 4)).is_ok());
    for ranks in Towers::in_process(1).unwrap() {
        let ranks = ranks.on(&device()).unwrap().schedule(IN_TURN);
        let pass = words.training().on(&ranks).micro_batches(2).fit(indices(9, 4), indices(2, 4));
        assert_eq!(pass.err(), Some(Error::ScheduleOfRanks));
        assert!(words.inference().on(&ranks).try_forward(indices(9, 4)).is_ok());
    }
    let sum = Towers::of(&devices, 2).unwrap().reduce(Reduce::Sum);
    let all = net.training().on(&sum).fit(noise(1, 4), labels(4)).unwrap();
    let gpipe = sum.clone().schedule(PipelineSchedule::GPipe);
    let expected = net.training().on(&gpipe).fit(noise(1, 4), labels(4)).unwrap();
    assert_eq!(told(all, Tensor::as_vec), told(expected, Tensor::as_vec));
}
