//! Towers share the variables, leave nothing behind, and allocate no values.

use std::sync::atomic::Ordering;

use netweave::Statistics;
use netweave::prelude::*;

use crate::levels::{after, assert_level};
use crate::{Halves, LARGEST, LIVE, MOST, Net, Wide, alone, batch};

#[test]
fn steps_in_towers_leave_nothing_behind() {
    alone("towers::steps_in_towers_leave_nothing_behind", 2, || {
        let device = Cpu::seed_from_u64(0);
        let (mut net, mut adam) = (device.build_module::<Net, f32>(), Adam::new(1e-3));
        let mut towers = Towers::cpu(3).unwrap();
        let in_towers = after(70, 300, |step| {
            let (x, t) = batch(&device, 6 + step * 7 % 31);
            let gradients = adam.compute_gradients(net.training().on(&towers).classes(&x, &t).unwrap()).unwrap();
            adam.apply_gradients(&mut net, gradients).unwrap();
            net.inference().on(&towers).forward(&x);
        });
        assert_level("training in towers", in_towers);

        // What the user makes is made before.
        let (x, t) = batch(&device, 32);
        for statistics in [Statistics::PerTower, Statistics::Synchronised] {
            towers = towers.statistics(statistics);
            let mut step = || {
                let pass = net.training().on(&towers).classes(&x, &t).unwrap();
                let gradients = adam.compute_gradients(pass).unwrap();
                adam.apply_gradients(&mut net, gradients).unwrap();
            };
            (0..20).for_each(|_| step());
            LARGEST.set(0);
            (0..50).for_each(|_| step());
            let largest = LARGEST.get();
            assert!(largest < 4096, "a step in towers, {statistics:?}, allocates {largest} bytes at once");
        }
    });
}

/// They have gradients each, and nothing else that is as large as the variables.
#[test]
fn towers_add_no_variables() {
    alone("towers::towers_add_no_variables", 2, || {
        const VARIABLES: usize = 512 * 4096 * 4;
        let device = Cpu::seed_from_u64(0);
        let (wide, sgd, towers) = (device.build_module::<Wide, f32>(), Sgd::new(1e-3), Towers::cpu(4).unwrap());
        let x: Tensor<Rank2<8, 512>, f32, _> = device.sample_normal();
        let most = |work: &dyn Fn()| {
            work();
            MOST.store(LIVE.load(Ordering::Relaxed), Ordering::Relaxed);
            work();
            MOST.load(Ordering::Relaxed)
        };
        let begin = LIVE.load(Ordering::Relaxed);
        let inference = most(&|| drop(wide.inference().on(&towers).forward(&x))) - begin;
        assert!(inference < VARIABLES / 4, "an inference in towers takes {inference} bytes");
        let training = most(&|| {
            let pass = wide.training().on(&towers).fit(&x).unwrap();
            drop(sgd.compute_gradients(pass).unwrap());
        }) - begin;
        assert!((4 * VARIABLES..4 * VARIABLES + VARIABLES / 2).contains(&training), "4 towers take {training} bytes");
    });
}

/// Those of a tower add to the same gradients, however many they are.
#[test]
fn micro_batches_share_gradients() {
    alone("towers::micro_batches_share_gradients", 2, || {
        const VARIABLES: usize = (512 * 512 + 512 * 4096) * 4;
        let device = Cpu::seed_from_u64(0);
        let (halves, sgd) = (device.build_module::<Halves, f32>(), Sgd::new(1e-3));
        let x: Tensor<Rank2<8, 512>, f32, _> = device.sample_normal();
        let placement = Placement::cpu(2).unwrap();
        let towers = Towers::of(&placement, 2).unwrap();
        let begin = LIVE.load(Ordering::Relaxed);
        let most = |work: &dyn Fn()| {
            work();
            MOST.store(LIVE.load(Ordering::Relaxed), Ordering::Relaxed);
            work();
            MOST.load(Ordering::Relaxed) - begin
        };
        let gradients = |pass| drop(sgd.compute_gradients(pass).unwrap());
        let placed = most(&|| gradients(halves.training().on(&placement).micro_batches(4).fit(&x).unwrap()));
        assert!((VARIABLES..VARIABLES + VARIABLES / 2).contains(&placed), "4 micro-batches take {placed} bytes");
        let hybrid = most(&|| gradients(halves.training().on(&towers).micro_batches(2).fit(&x).unwrap()));
        assert!((2 * VARIABLES..2 * VARIABLES + VARIABLES / 2).contains(&hybrid), "2 towers take {hybrid} bytes");
    });
}
