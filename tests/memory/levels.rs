//! Nothing is left behind by a step.

use std::sync::atomic::Ordering;

use netweave::prelude::*;

use crate::{LIVE, Net, Rebuilt, alone, batch, net};

/// The bytes that are there after some steps, and after many more.
pub(crate) fn after(warm_up: usize, steps: usize, mut step: impl FnMut(usize)) -> [usize; 2] {
    (0..warm_up).for_each(&mut step);
    let before = LIVE.load(Ordering::Relaxed);
    (warm_up..warm_up + steps).for_each(&mut step);
    [before, LIVE.load(Ordering::Relaxed)]
}

/// What may come later: a thread takes the working memory of its kernels when it first helps. A tensor that is left behind by
/// each step is many times as much.
const LATE: usize = 512 * 1024;

#[track_caller]
pub(crate) fn assert_level(what: &str, [before, after]: [usize; 2]) {
    assert!(after <= before + LATE, "{what}: {before} bytes, then {after}");
}

#[test]
fn steps_leave_nothing_behind() {
    alone("levels::steps_leave_nothing_behind", 2, levels);
}

fn levels() {
    let device = Cpu::seed_from_u64(0);
    let mut net = device.build_module::<Net, f32>();
    let mut adam = Adam::new(1e-3);

    let inference = after(20, 300, |_| {
        let (x, _) = batch(&device, 16);
        net.forward(&x);
        net.end_point(net::end_point::relu, &x);
    });
    assert_level("inference of tensors of one's own", inference);

    let dropped = after(20, 300, |_| drop(net.training().classes(&batch(&device, 16).0, &batch(&device, 16).1)));
    assert_level("passes that nobody uses", dropped);

    let training = after(70, 600, |step| {
        let (x, t) = batch(&device, 2 + step * 7 % 31);
        let gradients = adam.compute_gradients(net.training().classes(&x, &t).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    });
    assert_level("training of batches that change", training);

    let mut rebuilt = device.build_module::<Rebuilt, f32>();
    let mut sgd = Sgd::new(1e-3);
    let critics = after(20, 300, |_| {
        let (x, _) = batch(&device, 4);
        let gradients = sgd.compute_gradients(rebuilt.training().seen(&x, &net).unwrap()).unwrap();
        sgd.apply_gradients(&mut rebuilt, gradients).unwrap();
    });
    assert_level("a critic", critics);
}
