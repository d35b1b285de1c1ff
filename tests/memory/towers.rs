//! Towers share the variables, leave nothing behind, and allocate no values.

use std::sync::atomic::Ordering;

use netweave::prelude::*;
use netweave::{PipelineSchedule, Statistics};

use crate::levels::{after, assert_level};
use crate::{Halves, LARGEST, LIVE, MOST, Net, Tall, Wide, alone, batch};

#[test]
fn steps_in_towers_leave_nothing_behind() {
    alone("towers::steps_in_towers_leave_nothing_behind", 2, || {
        let device = Cpu::seed_from_u64(0);
        let (mut net, mut adam) = (device.build_module::<Net, f32>(), Adam::new(1e-3));
        let towers = Towers::cpu(3).unwrap();
        let in_towers = after(70, 300, |step| {
            let (x, t) = batch(&device, 6 + step * 7 % 31);
            let gradients = adam.compute_gradients(net.training().on(&towers).classes(&x, &t).unwrap()).unwrap();
            adam.apply_gradients(&mut net, gradients).unwrap();
            net.inference().on(&towers).forward(&x);
        });
        assert_level("training in towers", in_towers);

        // What the user makes is made before.
        let (x, t) = batch(&device, 32);
        let all =
            [Statistics::PerTower, Statistics::Synchronised].map(|statistics| towers.clone().statistics(statistics));
        let in_turn = all.clone().map(|towers| towers.schedule(PipelineSchedule::OneForwardOneBackward));
        for towers in all.into_iter().chain(in_turn) {
            let mut step = || {
                let pass = net.training().on(&towers).micro_batches(2).classes(&x, &t).unwrap();
                let gradients = adam.compute_gradients(pass).unwrap();
                adam.apply_gradients(&mut net, gradients).unwrap();
            };
            (0..20).for_each(|_| step());
            LARGEST.set(0);
            (0..50).for_each(|_| step());
            let largest = LARGEST.get();
            assert!(largest < 4096, "a step in {towers:?} allocates {largest} bytes at once");
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

/// By 1F1B two devices hold the values of two micro-batches, of eight that GPipe holds.
#[test]
fn micro_batches_in_turn_take_over_their_memory() {
    alone("towers::micro_batches_in_turn_take_over_their_memory", 2, || {
        let device = Cpu::seed_from_u64(0);
        let sgd = Sgd::new(1e-3);
        let (x, _) = batch(&device, 64);
        let eighth = {
            let net = device.build_module::<Tall, f32>();
            net.training().fit(batch(&device, 8).0).unwrap().memory().bytes
        };
        let most = |schedule: PipelineSchedule| {
            let net = device.build_module::<Tall, f32>();
            let placement = Placement::cpu(2).unwrap().schedule(schedule);
            let begin = LIVE.load(Ordering::Relaxed);
            let step = || {
                let pass = net.training().on(&placement).micro_batches(8).fit(&x).unwrap();
                drop(sgd.compute_gradients(pass).unwrap());
            };
            step();
            MOST.store(LIVE.load(Ordering::Relaxed), Ordering::Relaxed);
            LARGEST.set(0);
            (0..5).for_each(|_| step());
            assert!(LARGEST.get() < 4096, "a step by {schedule:?} allocates {} bytes at once", LARGEST.get());
            (MOST.load(Ordering::Relaxed) - begin) as f64 / eighth as f64
        };
        // Beside them: plans, and working memory of the kernels.
        let (gpipe, in_turn) = (most(PipelineSchedule::GPipe), most(PipelineSchedule::OneForwardOneBackward));
        assert!((8.0..9.0).contains(&gpipe) && (2.0..3.0).contains(&in_turn), "arenas: {gpipe} and {in_turn}");
    });
}
