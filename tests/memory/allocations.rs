//! A step allocates nothing from the second on: no values, no lists, no names.

use netweave::prelude::*;

use crate::{ALLOCATIONS, LARGEST, Net, Rebuilt, alone, batch, net};

const STEPS: usize = 20;

/// How often something is allocated in some steps, after others.
fn allocations(mut step: impl FnMut()) -> usize {
    (0..10).for_each(|_| step());
    let before = ALLOCATIONS.get();
    (0..STEPS).for_each(|_| step());
    ALLOCATIONS.get() - before
}

/// What a tensor that a network returns is made of: dfdx has its elements in one allocation, and counts those who share them
/// in another. Nothing else in a step is dfdx's own.
const OF_AN_OUTPUT: usize = 2;

#[test]
fn training_allocates_nothing() {
    alone("allocations::training_allocates_nothing", 1, || {
        let device = Cpu::seed_from_u64(0);
        let mut net = device.build_module::<Net, f32>();
        let mut adam = Adam::new(1e-3).scope(Net::C, |group| group.learning_rate(1e-4));
        let (x, t) = batch(&device, 32);
        let found = allocations(|| {
            let gradients = adam.compute_gradients(net.training().classes(&x, &t).unwrap()).unwrap();
            let more = adam.compute_gradients(net.training().classes(&x, &t).unwrap()).unwrap();
            let gradients = gradients.accumulate(more).unwrap().scale(Scope::ALL, 0.5);
            let gradients = gradients.clip_by_value(1.0).clip_by_norm(0.5).clip_by_global_norm(1.0);
            adam.apply_gradients(&mut net, gradients).unwrap();
        });
        assert_eq!(found, 0);
    });
}

#[test]
fn training_with_a_critic_allocates_nothing() {
    alone("allocations::training_with_a_critic_allocates_nothing", 1, || {
        let device = Cpu::seed_from_u64(0);
        let critic = device.build_module::<Net, f32>();
        let mut rebuilt = device.build_module::<Rebuilt, f32>();
        let mut sgd = Sgd::new(1e-3).momentum(0.9);
        let (x, _) = batch(&device, 32);
        let found = allocations(|| {
            let pass = rebuilt.training().seen(&x, &critic).unwrap();
            assert!(pass.value().is_finite());
            let gradients = sgd.compute_gradients(pass).unwrap();
            sgd.apply_gradients(&mut rebuilt, gradients).unwrap();
        });
        assert_eq!(found, 0);
    });
}

#[test]
fn inference_allocates_its_outputs() {
    alone("allocations::inference_allocates_its_outputs", 1, || {
        let device = Cpu::seed_from_u64(0);
        let net = device.build_module::<Net, f32>();
        let (x, t) = batch(&device, 32);
        assert_eq!(allocations(|| drop(net.forward(&x))), OF_AN_OUTPUT * STEPS);
        assert_eq!(allocations(|| drop(net.end_point(net::end_point::relu, &x))), OF_AN_OUTPUT * STEPS);
        // The outputs of a training pass are made when they are asked for.
        assert_eq!(allocations(|| drop(net.training().classes(&x, &t).unwrap())), 0);
        let asked = || drop(net.training().classes(&x, &t).unwrap().output().clone());
        assert_eq!(allocations(asked), OF_AN_OUTPUT * STEPS);
    });
}

/// Rayon takes a job for each thread that is to help at a call of a kernel: 24 bytes or so, and a list of them now and then.
const JOBS: usize = 2048;

#[test]
fn with_two_threads_there_are_jobs_for_rayon_and_nothing_else() {
    alone("allocations::with_two_threads_there_are_jobs_for_rayon_and_nothing_else", 2, || {
        let device = Cpu::seed_from_u64(0);
        let mut net = device.build_module::<Net, f32>();
        let mut adam = Adam::new(1e-3);
        let (x, t) = batch(&device, 64);
        let mut step = || {
            let gradients = adam.compute_gradients(net.training().classes(&x, &t).unwrap()).unwrap();
            adam.apply_gradients(&mut net, gradients).unwrap();
        };
        (0..20).for_each(|_| step());
        LARGEST.set(0);
        let found = allocations(step);
        let largest = LARGEST.get();
        println!("{found} allocations in {STEPS} steps, {largest} bytes at most");
        assert!((1..JOBS).contains(&largest), "{found} allocations in {STEPS} steps, {largest} bytes at most");
    });
}

network! {
    /// Layers of all kinds.
    network Zoo(x: [4, 12, 12], flow: [2, 12, 12]) -> [5] {
        let strided = x -> conv2d(8, kernel = 3, stride = 2, padding = 1) -> batch_norm -> relu;
        let depthwise = strided -> deep: conv2d(8, kernel = 3, padding = 1, groups = 8) -> group_norm(2) -> gelu;
        let grown = depthwise -> conv_transpose2d(4, kernel = 2, stride = 2) -> prelu;
        let offsets = flow -> offsets: conv2d(8, kernel = 2);
        let bent = x -> bent: deform_conv2d(4, kernel = 2, offset = offsets) -> pad([[0, 1], [0, 1]]);
        let moved = warp(bent, flow) -> sigmoid;
        let joined = concat(grown, moved, axis = 0) -> pad(1) -> avg_pool2d(2) -> upsample(scale = 2);
        let tokens = depthwise -> reshape([8, 36]) -> permute([1, 0]) -> layer_norm;
        let seen = tokens -> attention(heads = 2);
        let pooled = joined -> thin: conv2d(6, kernel = 1) -> instance_norm -> global_avg_pool;
        let read = tokens -> lstm(4, layers = 2, dropout = 0.1, bidirectional = true) -> gru(8);
        let all = (tokens + seen + read) -> mean(axis = 0);
        let y = concat(all, pooled, axis = 0) -> dropout(0.1) -> linear(5);
        loss fit(t: [5]) = softmax_cross_entropy(y, t) + 0.1 * huber(y, t) + 0.01 * total_variation(joined);
        loss focal(t: [5]) = softmax_focal(y, t) + kl_divergence(softmax(y), t) + smooth_l1(y, t);
        y
    }
}

#[test]
fn no_layer_allocates_anything() {
    alone("allocations::no_layer_allocates_anything", 1, || {
        let device = Cpu::seed_from_u64(0);
        let mut net = device.build_module::<Zoo, f32>();
        let mut rms_prop = RmsProp::new(1e-3).centered();
        let x = device.sample_normal::<Rank4<4, 4, 12, 12>>();
        let flow = device.sample_normal::<Rank4<4, 2, 12, 12>>();
        let t: Tensor<Rank2<4, 5>, f32, _> = device.sample_uniform();
        let found = allocations(|| {
            let gradients = rms_prop.compute_gradients(net.training().fit(&x, &flow, &t).unwrap()).unwrap();
            let focal = rms_prop.compute_gradients(net.training().focal(&x, &flow, &t).unwrap()).unwrap();
            rms_prop.apply_gradients(&mut net, gradients.accumulate(focal).unwrap()).unwrap();
        });
        assert_eq!(found, 0);
    });
}
