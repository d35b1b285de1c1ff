//! A run that goes on from a checkpoint is the run that was not interrupted, bit for bit.

use netweave::Error;
use netweave::checkpoint::{Checkpoint, Checkpoints, Stateful};
use netweave::data::{Loader, from_fn};
use netweave::prelude::*;
use netweave::{EarlyStopping, Group, MovingAverage};
use rand::Rng;

use super::{Digits, place};

/// Trains up to a step, saving at every third, and gives all bits of the network.
fn run<O: Optimizer<Digits> + Stateful<Digits>>(
    folder: &std::path::Path,
    mut optimizer: O,
    steps: u64,
) -> Result<(u64, Vec<u32>), Error> {
    let source = from_fn::<(Rank3<1, 8, 8>, Rank1<10>), f32>(50, |sample, (image, label)| {
        // Augmented, so that the samples of an epoch are its own.
        let mut random = sample.random();
        image.iter_mut().for_each(|pixel| *pixel = random.r#gen());
        label[sample.index % 10] = 1.0;
        Ok(())
    });
    let device = Cpu::seed_from_u64(11);
    let loader = Loader::new(source, &device).batch_size(8).shuffle(12);
    let mut net = device.build_module::<Digits, f32>();
    let checkpoints = Checkpoints::open(folder, &device)?;
    let first = checkpoints.resume(&mut net, &mut optimizer, &device)?;
    for (batch, step) in loader.from_step(first).zip(first..steps) {
        let (images, labels) = batch?;
        // Noise of the user's own, of an odd number of 32-bit numbers.
        let noise: Tensor<Rank1<3>, f32, Cpu> = device.sample_uniform();
        let pass = net.training().classification(&(images + noise.array()[2] * 0.1), &labels)?;
        let value = f64::from(pass.value());
        let gradients = optimizer.compute_gradients(pass)?;
        optimizer.apply_gradients(&mut net, gradients)?;
        optimizer.observe(value);
        if (step + 1) % 3 == 0 {
            checkpoints.save(step + 1, &net, &optimizer, &device)?;
        }
    }
    let tensors = [
        net.features.conv1.weight.as_vec(),
        net.features.batch_norm.weight.as_vec(),
        net.features.batch_norm.running_mean.as_vec(),
        net.features.batch_norm.running_var.as_vec(),
        net.fc.weight.as_vec(),
        net.fc.bias.as_vec(),
    ];
    Ok((first, tensors.concat().into_iter().map(f32::to_bits).collect()))
}

fn interrupted_is_uninterrupted<O: Optimizer<Digits> + Stateful<Digits>>(optimizer: impl Fn() -> O) {
    let (_whole, folder) = place("whole");
    let (first, whole) = run(&folder, optimizer(), 23).unwrap();
    assert_eq!(first, 0);
    let (_parts, folder) = place("parts");
    let stops = [4, 10, 12, 23].map(|stop| run(&folder, optimizer(), stop).unwrap());
    assert_eq!(stops.each_ref().map(|(first, _)| *first), [0, 3, 9, 12]);
    assert_eq!(stops[3].1, whole);
    assert_ne!(stops[2].1, whole);
}

#[test]
fn with_sgd() {
    interrupted_is_uninterrupted(|| Sgd::new(0.05));
}

#[test]
fn with_momentum() {
    interrupted_is_uninterrupted(|| Sgd::new(0.05).momentum(0.9));
}

#[test]
fn with_adam() {
    interrupted_is_uninterrupted(|| Adam::new(1e-2));
}

#[test]
fn with_nesterov_and_decay() {
    interrupted_is_uninterrupted(|| Sgd::new(0.05).nesterov(0.9).weight_decay(1e-2));
}

#[test]
fn with_adam_w() {
    interrupted_is_uninterrupted(|| AdamW::new(1e-2));
}

#[test]
fn with_every_kind_of_rms_prop() {
    interrupted_is_uninterrupted(|| RmsProp::new(1e-3));
    interrupted_is_uninterrupted(|| RmsProp::new(1e-3).centered());
    interrupted_is_uninterrupted(|| RmsProp::new(1e-3).momentum(0.5));
    interrupted_is_uninterrupted(|| RmsProp::new(1e-3).centered().momentum(0.5));
}

#[test]
fn with_groups() {
    interrupted_is_uninterrupted(|| {
        AdamW::new(1e-2)
            .scope(Digits::FEATURES_CONV1, |group| group.learning_rate(1e-3).weight_decay(0.0))
            .freeze(Digits::FEATURES_BATCH_NORM)
    });
}

#[test]
fn with_every_kind_of_schedule() {
    interrupted_is_uninterrupted(|| Sgd::new(0.05).schedule(Schedule::step(5, 0.5)));
    interrupted_is_uninterrupted(|| Adam::new(1e-2).schedule(Schedule::exponential(0.9)));
    interrupted_is_uninterrupted(|| Adam::new(1e-2).schedule(Schedule::cosine(20).down_to(0.1).warm_up(5)));
    interrupted_is_uninterrupted(|| Sgd::new(0.05).momentum(0.9).schedule(OneCycle::new(23)));
    interrupted_is_uninterrupted(|| {
        RmsProp::new(1e-3).schedule(Schedule::function(|steps| 1.0 / (steps as f64 + 1.0)))
    });
}

/// The loss is noisy enough for values that are no better in each part of the run.
#[test]
fn with_a_plateau() {
    let plateau = || Plateau::new(1).factor(0.5).cooldown(1);
    interrupted_is_uninterrupted(|| Sgd::new(0.05).schedule(plateau()));
    let (_place, folder) = place("plateau");
    let (_other_place, other) = place("constant");
    let lowered = run(&folder, Sgd::new(0.05).schedule(plateau()), 12).unwrap();
    assert_ne!(lowered, run(&other, Sgd::new(0.05), 12).unwrap(), "the plateau was never lowered");
}

/// As the groups, the schedule is what it was in the run that was saved; but for a function, which no file holds.
#[test]
fn schedules_come_from_the_checkpoint() {
    let device = Cpu::default();
    let net = device.build_module::<Digits, f32>();
    let saved = |schedule: Schedule| {
        let mut checkpoint = Checkpoint::new(7);
        checkpoint.set_state("adam", &net, &Adam::new(1e-2).schedule(schedule));
        checkpoint
    };
    let mut plateau = Schedule::from(Plateau::new(2).maximize().threshold(0.5).factor(0.3).cooldown(4));
    for value in [1.0, 0.0, 0.0, 0.0, 0.0] {
        plateau.observe(value);
    }
    let schedules = [
        Schedule::constant(),
        Schedule::step(5, 0.5),
        Schedule::exponential(0.9).warm_up(3),
        Schedule::cosine(20).down_to(0.1),
        OneCycle::new(23).rise(0.5).start(0.1).end(0.2).into(),
        plateau,
    ];
    for schedule in schedules {
        let mut loaded = Adam::new(1.0).schedule(Schedule::step(2, 0.1).down_to(0.5).warm_up(9));
        saved(schedule.clone()).state("adam", &net, &mut loaded).unwrap();
        assert_eq!(loaded.groups().schedule(), &schedule);
    }

    let function = Schedule::function(|_| 0.5);
    let checkpoint = saved(function.clone().warm_up(3));
    let mut loaded = Adam::new(1.0).schedule(function.clone());
    checkpoint.state("adam", &net, &mut loaded).unwrap();
    assert_eq!(loaded.groups().schedule(), &function.warm_up(3));
    let error = checkpoint.state("adam", &net, &mut Adam::new(1.0)).unwrap_err().to_string();
    assert!(error.contains(": the schedule of this run is a function, which a file cannot hold: "), "{error}");
}

#[test]
fn averages_and_patience_come_from_the_checkpoint() {
    let device = Cpu::seed_from_u64(3);
    let mut net = device.build_module::<Digits, f32>();
    let mut average = MovingAverage::of(&net, 0.5).unwrap();
    let mut stopping = EarlyStopping::new(2).maximize();
    net.fc.bias = device.ones();
    average.update(&net).unwrap();
    assert!(![1.0, 0.5, 0.5].into_iter().any(|accuracy| stopping.observe(accuracy)));
    let mut checkpoint = Checkpoint::new(1);
    checkpoint.set_network("average", average.network());
    checkpoint.set_state("stopping", &net, &stopping);

    let mut loaded = MovingAverage::of(&net, 0.5).unwrap();
    checkpoint.network("average", loaded.network_mut()).unwrap();
    assert_eq!(loaded.network().fc.bias.array(), average.network().fc.bias.array());
    assert_ne!(loaded.network().fc.bias.array(), net.fc.bias.array());
    let mut loaded = EarlyStopping::new(100);
    checkpoint.state("stopping", &net, &mut loaded).unwrap();
    assert_eq!(loaded, stopping);
    assert!(loaded.observe(0.75));
}

/// The learning rate and the weight decay of the file count, for a run may change them. The scopes are the program's.
#[test]
fn groups_are_those_of_the_checkpoint() {
    let device = Cpu::default();
    let net = device.build_module::<Digits, f32>();
    let saved = |adam: &Adam<Digits>| {
        let mut checkpoint = Checkpoint::new(7);
        checkpoint.set_state("adam", &net, adam);
        checkpoint
    };
    let conv1 = |group: Group| group.learning_rate(1e-3).weight_decay(0.25);
    let adam = Adam::new(1e-2).weight_decay(0.5).freeze(Scope::ALL).scope(Digits::FEATURES_CONV1, conv1);
    let checkpoint = saved(&adam);
    let mut loaded = Adam::new(1.0).scope(Digits::FEATURES_CONV1, conv1).freeze(Scope::ALL);
    checkpoint.state("adam", &net, &mut loaded).unwrap();
    assert_eq!((loaded.learning_rate(), loaded.groups().trains("fc.weight")), (1e-2, false));
    let twice = || Adam::new(1.0).freeze(Digits::FC).scope(Digits::FC, |group| group);
    saved(&twice()).state("adam", &net, &mut twice()).unwrap();

    let refused = |checkpoint: &Checkpoint, mut other: Adam<Digits>| {
        let error = checkpoint.state("adam", &net, &mut other).unwrap_err().to_string();
        assert_eq!(other.learning_rate(), 1.0, "nothing is taken over");
        let end = ": give it the scopes that the run began with, or load the weights alone";
        let reason = error.strip_suffix(end).unwrap_or_else(|| panic!("{error}"));
        reason.split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(
        refused(&checkpoint, Adam::new(1.0).freeze(Scope::ALL).freeze(Digits::FEATURES_CONV1)),
        "`features/conv1` is trained with learning_rate 0.001, weight_decay 0.25 in the checkpoint, but frozen by this \
         optimizer"
    );
    assert_eq!(
        refused(&checkpoint, Adam::new(1.0).scope(Digits::FEATURES_CONV1, conv1)),
        "the whole network is frozen in the checkpoint, but not named by this optimizer"
    );
    assert_eq!(
        refused(&saved(&Adam::new(1e-2)), Adam::new(1.0).scope(Digits::FC, |group| group)),
        "`fc` is not named in the checkpoint, but trained by this optimizer"
    );
    assert_eq!(
        refused(&saved(&Adam::new(1e-2).freeze(Digits::FC)), twice()),
        "`fc` is frozen in the checkpoint, but frozen, then trained by this optimizer"
    );
}

/// Variables that are one value for all elements, or permuted, before and after a step and in a network that loads.
#[test]
fn views_are_saved_and_loaded() {
    use dfdx::tensor_ops::{BroadcastTo, PermuteTo};

    network! {
        network Small(x: [4]) -> [3] {
            let logits = x -> fc1: linear(6) -> batch_norm -> tanh -> fc2: linear(3);
            loss classification(labels: [3]) = softmax_cross_entropy(logits, labels);
            logits
        }
    }

    let device = Cpu::seed_from_u64(13);
    let turned: Tensor<Rank2<6, 3>, f32, Cpu> = device.sample_normal();
    let build = || {
        let mut net = device.build_module::<Small, f32>();
        net.fc1.bias = device.tensor(-0.5).broadcast();
        net.batch_norm.running_mean = device.tensor(0.1).broadcast();
        net.fc2.weight = turned.clone().permute();
        net.fc2.bias = device.tensor(0.25).broadcast();
        net
    };
    let x: Tensor<Rank2<6, 4>, f32, Cpu> = device.sample_normal();
    let labels: Tensor<Rank2<6, 3>, f32, Cpu> = device.sample_uniform();
    let step = |net: &mut Small, adam: &mut Adam<Small>| {
        let gradients = adam.compute_gradients(net.training().classification(&x, &labels).unwrap()).unwrap();
        adam.apply_gradients(net, gradients).unwrap();
    };
    let bits = |net: &Small| -> Vec<u32> {
        let variables = net.variables("").into_iter();
        variables.flat_map(|variable| variable.values).map(f32::to_bits).collect()
    };
    let (mut net, mut adam) = (build(), Adam::new(1e-2));
    for steps in 0..3 {
        let mut checkpoint = Checkpoint::new(steps);
        checkpoint.set_network("net", &net);
        checkpoint.set_state("adam", &net, &adam);
        step(&mut net, &mut adam);

        let (mut other, mut of_other) = (build(), Adam::new(1.0));
        checkpoint.network("net", &mut other).unwrap();
        checkpoint.state("adam", &other, &mut of_other).unwrap();
        step(&mut other, &mut of_other);
        assert_eq!(bits(&other), bits(&net), "after step {steps}");
    }
}

#[test]
fn a_changed_learning_rate_is_taken_up() {
    let (_place, folder) = place("run");
    let device = Cpu::default();
    let mut net = device.build_module::<Digits, f32>();
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    let mut adam = Adam::new(1e-2);
    adam.set_learning_rate(0.1 + 0.2);
    checkpoints.save(0, &net, &adam, &device).unwrap();
    let mut loaded = Adam::new(1.0).betas(0.5, 0.5);
    let error = checkpoints.resume(&mut net, &mut loaded, &device).unwrap_err().to_string();
    assert!(error.contains(": random numbers cannot be turned back: "), "{error}");

    let device = Cpu::default();
    let mut net = device.build_module::<Digits, f32>();
    let checkpoints = Checkpoints::open(&folder, &device).unwrap();
    checkpoints.resume(&mut net, &mut loaded, &device).unwrap();
    checkpoints.save(1, &net, &loaded, &device).unwrap();
    let state = |step: u64| {
        let bytes = std::fs::read(&checkpoints.files().unwrap()[&step]).unwrap();
        let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        ["learning_rate", "first_beta", "second_beta", "epsilon"]
            .map(|name| tensors.tensor(&format!("optimizer.{name}")).unwrap().data().to_vec())
    };
    assert_eq!(state(0), state(1));
    assert_eq!(state(0)[0], (0.1_f64 + 0.2).to_le_bytes());
}
