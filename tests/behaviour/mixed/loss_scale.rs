//! The scale of losses in `F16`, against PyTorch's `GradScaler`.

use netweave::checkpoint::Checkpoint;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Golden, read};

network! {
    network Small(input: [8]) -> [4] {
        let y = input -> hidden: linear(16) -> relu -> fc: linear(4);
        loss fit(t: [4]) = l2(y, t);
        y
    }

    network Normed(input: [8]) -> [4] {
        let y = input -> hidden: linear(8) -> norm: batch_norm -> relu -> fc: linear(4);
        loss fit(t: [4]) = l2(y, t);
        y
    }
}

type Batch<const C: usize> = Tensor<Rank2<8, C>, f32, Dev>;

/// Inputs of which the products are infinite in 16 bits.
fn too_large() -> (Batch<8>, Batch<4>) {
    let device = Dev::seed_from_u64(4);
    (device.sample_normal() * 1e6, device.sample_normal())
}

/// Ten batches, of which two are too large, as PyTorch steps through them.
#[test]
fn ten_steps_are_those_of_pytorch() {
    let golden = Golden::open("mixed_loss_scale");
    let mut net = golden.network::<Small<f64, Dev>>().to_dtype::<f32>();
    let (x, t): (Tensor<Rank3<10, 8, 8>, f32, Dev>, Tensor<Rank3<10, 8, 4>, f32, Dev>) =
        (golden.tensor("input"), golden.tensor("target"));
    let (x, t) = (x.array(), t.array());
    let mut adam = Adam::new(1e-2);
    let scales = golden.values("steps/scale");
    let mut taken = 0;
    for (at, scale) in scales.iter().enumerate() {
        let (x, t) = (Dev::default().tensor(x[at]), Dev::default().tensor(t[at]));
        let before = read(&net, None);
        let gradients = adam.compute_gradients(net.training().mixed(F16).fit(&x, &t).unwrap()).unwrap();
        let is_skipped = *scale < at.checked_sub(1).map_or(65536.0, |before| scales[before]);
        assert_eq!(gradients.are_finite(), !is_skipped, "step {at}");
        adam.apply_gradients(&mut net, gradients).unwrap();
        taken += u64::from(!is_skipped);
        assert_eq!((adam.loss_scale(), adam.steps()), (*scale, taken), "step {at}");
        let after = read(&net, None);
        assert_eq!(before == after, is_skipped, "step {at}");
        for (name, values) in after {
            let expected = &golden.values(&format!("steps/{name}"))[at * values.len()..][..values.len()];
            for (found, expected) in values.iter().zip(expected) {
                // A step of Adam is 0.01 at most; gradients near zero are the only ones that rounding turns.
                assert!((found - expected).abs() <= 2e-3, "step {at}: `{name}` is {found}, but {expected} in PyTorch");
            }
        }
    }
    assert_eq!((taken, adam.skipped_steps()), (8, 2));
}

#[test]
fn a_step_that_is_left_out_changes_nothing() {
    let mut net = Normed::<f32, Dev>::build(&Dev::seed_from_u64(5));
    let device = Dev::seed_from_u64(6);
    let (x, t): (Batch<8>, Batch<4>) = (device.sample_normal(), device.sample_normal());
    let mut sgd = Sgd::new(0.1).momentum(0.9);
    let step = |net: &mut Normed<f32, Dev>, sgd: &mut Sgd<_>, x: &Batch<8>, t: &Batch<4>| {
        let gradients = sgd.compute_gradients(net.training().mixed(F16).fit(x, t).unwrap()).unwrap();
        sgd.apply_gradients(net, gradients).unwrap();
    };
    // The same two steps, once with one between them that is left out.
    let found = [false, true].map(|is_disturbed| {
        let mut net = net.clone();
        let mut sgd = Sgd::new(0.1).momentum(0.9);
        step(&mut net, &mut sgd, &x, &t);
        if is_disturbed {
            let (x, t) = too_large();
            step(&mut net, &mut sgd, &x, &t);
            assert_eq!((sgd.skipped_steps(), sgd.loss_scale(), sgd.steps()), (1, 32768.0, 1));
        }
        step(&mut net, &mut sgd, &x, &t);
        read(&net, None)
    });
    assert_eq!(found[0], found[1]);
    step(&mut net, &mut sgd, &x, &t);
    assert!(read(&net, None) != found[0], "steps do change something");
}

/// Small gradients are zeros in 16 bits, but for the scale.
#[test]
fn small_gradients_are_kept() {
    let net = Small::<f32, Dev>::build(&Dev::seed_from_u64(7));
    let device = Dev::seed_from_u64(8);
    let (x, near): (Batch<8>, Batch<4>) = (device.sample_normal(), device.sample_normal());
    let y = net.forward(&x);
    let t = y + near * 1e-6;
    let sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().mixed(F16).fit(&x, &t).unwrap()).unwrap();
    let bias = gradients.variable("fc/bias").unwrap().values;
    assert!(bias.iter().all(|value| *value != 0.0), "{bias:?}");
}

#[test]
fn what_is_not_finite_at_the_smallest_scale_is_an_error() {
    let mut net = Small::<f32, Dev>::build(&Dev::seed_from_u64(9));
    let (x, t) = too_large();
    let mut sgd = Sgd::new(0.1);
    for skipped in 0..16 {
        assert_eq!(sgd.skipped_steps(), skipped);
        let gradients = sgd.compute_gradients(net.training().mixed(F16).fit(&x, &t).unwrap()).unwrap();
        assert!(!gradients.are_finite());
        sgd.apply_gradients(&mut net, gradients).unwrap();
    }
    assert_eq!(sgd.loss_scale(), 1.0);
    let error = sgd.compute_gradients(net.training().mixed(F16).fit(&x, &t).unwrap()).err().unwrap();
    assert!(matches!(error, Error::NotFinite { step: 1, .. }), "{error}");
    // Nothing is scaled elsewhere: a number that is none is an error at once.
    let error =
        Sgd::new(0.1).compute_gradients(net.training().mixed(Bf16).fit(x * f32::NAN, &t).unwrap()).err().unwrap();
    assert!(matches!(error, Error::NotFinite { .. }), "{error}");
}

#[test]
fn gradients_that_are_accumulated_are_finite_if_all_are() {
    let mut net = Small::<f32, Dev>::build(&Dev::seed_from_u64(10));
    let device = Dev::seed_from_u64(11);
    let (x, t): (Batch<8>, Batch<4>) = (device.sample_normal(), device.sample_normal());
    let (bad, _) = too_large();
    let mut sgd = Sgd::new(0.1);
    let of = |sgd: &Sgd<_>, x: &Batch<8>| sgd.compute_gradients(net.training().mixed(F16).fit(x, &t).unwrap()).unwrap();
    let all = of(&sgd, &x).accumulate(of(&sgd, &bad)).unwrap().clip_by_global_norm(1.0);
    assert!(!all.are_finite());
    let twice = of(&sgd, &x).accumulate(of(&sgd, &x)).unwrap();
    assert!(twice.are_finite());
    sgd.apply_gradients(&mut net, all).unwrap();
    assert_eq!((sgd.steps(), sgd.skipped_steps()), (0, 1));
    sgd.apply_gradients(&mut net, twice).unwrap();
    assert_eq!((sgd.steps(), sgd.skipped_steps()), (1, 1));
}

#[test]
fn the_scale_is_in_checkpoints() {
    let mut net = Small::<f32, Dev>::build(&Dev::seed_from_u64(12));
    let (x, t) = too_large();
    let mut adam = Adam::new(1e-2);
    for _ in 0..3 {
        let gradients = adam.compute_gradients(net.training().mixed(F16).fit(&x, &t).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mixed.safetensors");
    let mut checkpoint = Checkpoint::new(1);
    checkpoint.set_state("adam", &net, &adam);
    checkpoint.write(&file).unwrap();
    let mut loaded = Adam::new(1e-2);
    Checkpoint::read(&file).unwrap().state("adam", &net, &mut loaded).unwrap();
    assert_eq!((loaded.loss_scale(), loaded.skipped_steps()), (8192.0, 3));
    assert_eq!(loaded.groups(), adam.groups());
    // One of an optimizer that has never scaled anything has nothing of it, as those that were written before there was one.
    let mut checkpoint = Checkpoint::new(1);
    checkpoint.set_state("adam", &net, &Adam::new(1e-2));
    checkpoint.write(&file).unwrap();
    Checkpoint::read(&file).unwrap().state("adam", &net, &mut loaded).unwrap();
    assert_eq!((loaded.loss_scale(), loaded.skipped_steps()), (65536.0, 0));
}
