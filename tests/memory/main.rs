//! What a network allocates, counted by the allocator itself: nothing is left behind by a step, and no value of a pass is
//! allocated in one.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use netweave::prelude::*;

/// Allocations of so many bytes are those of values; what kernels need for their tables is smaller.
const LARGE: usize = 32 * 1024;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static LARGE_ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
/// The most bytes that were there at once since it was set.
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: all work is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's word.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        count(size);
        // SAFETY: the caller's word.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's word.
        unsafe { System.dealloc(memory, layout) }
    }
}

fn count(size: usize) {
    let live = LIVE.fetch_add(size, Ordering::Relaxed) + size;
    MOST.fetch_max(live, Ordering::Relaxed);
    if size >= LARGE {
        LARGE_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

network! {
    network Net(x: [3, 16, 16]) -> [4] {
        let y = x -> c: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu -> max_pool2d(2) -> flatten
            -> hidden: linear(64) -> relu -> dropout(0.1) -> fc: linear(4);
        loss classes(t: [] of usize) = softmax_cross_entropy(y, t);
        y
    }

    network Rebuilt(x: [3, 16, 16]) -> [3, 16, 16] {
        let y = x -> c: conv2d(3, kernel = 3, padding = 1);
        loss seen(critic: &Net) = perceptual(critic at c, y, x);
        y
    }
}

network! {
    network Wide(x: [512]) -> [4096] {
        let y = x -> fc: linear(4096);
        loss fit = l2(y, 0.5 * y);
        y
    }
}

type Images = Tensor<(usize, Const<3>, Const<16>, Const<16>), f32, Cpu>;
type Classes = Tensor<(usize,), usize, Cpu>;

fn batch(device: &Cpu, size: usize) -> (Images, Classes) {
    let images = device.tensor_from_vec(vec![0.5; size * 768], (size, Const, Const, Const));
    let classes = device.tensor_from_vec((0..size).map(|index| index % 4).collect(), (size,));
    (images, classes)
}

/// The bytes that are there after some steps, and after many more.
fn after(warm_up: usize, steps: usize, mut step: impl FnMut(usize)) -> [usize; 2] {
    (0..warm_up).for_each(&mut step);
    let before = LIVE.load(Ordering::Relaxed);
    (warm_up..warm_up + steps).for_each(&mut step);
    [before, LIVE.load(Ordering::Relaxed)]
}

/// What may come later: a thread takes the working memory of its kernels when it first helps. A tensor that is left behind by
/// each step is many times as much.
const LATE: usize = 512 * 1024;

#[track_caller]
fn assert_level(what: &str, [before, after]: [usize; 2]) {
    assert!(after <= before + LATE, "{what}: {before} bytes, then {after}");
}

/// Towers have gradients each, and nothing else that is as large as the variables.
fn towers_share_variables(device: &Cpu) {
    const VARIABLES: usize = 512 * 4096 * 4;
    let wide = device.build_module::<Wide, f32>();
    let sgd = Sgd::new(1e-3);
    let towers = Towers::cpu(4).unwrap();
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
}

/// One test, for all that is allocated is counted, whatever thread does it.
#[test]
fn steps_leave_nothing_behind_and_allocate_no_values() {
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
    let mut step = || {
        let pass = net.training().on(&towers).classes(&x, &t).unwrap();
        let gradients = adam.compute_gradients(pass).unwrap();
        adam.apply_gradients(&mut net, gradients).unwrap();
    };
    (0..20).for_each(|_| step());
    let before = LARGE_ALLOCATIONS.load(Ordering::Relaxed);
    (0..50).for_each(|_| step());
    let allocated = LARGE_ALLOCATIONS.load(Ordering::Relaxed) - before;
    assert!(allocated < 10, "50 steps in towers allocate values {allocated} times");
    towers_share_variables(&device);

    let mut step = || {
        let gradients = adam.compute_gradients(net.training().classes(&x, &t).unwrap()).unwrap();
        adam.apply_gradients(&mut net, gradients.clip_by_global_norm(1.0)).unwrap();
    };
    (0..20).for_each(|_| step());
    let before = LARGE_ALLOCATIONS.load(Ordering::Relaxed);
    (0..50).for_each(|_| step());
    let allocated = LARGE_ALLOCATIONS.load(Ordering::Relaxed) - before;
    assert!(allocated < 10, "50 steps allocate values {allocated} times");
}
