//! What a network allocates, counted by the allocator itself, and what it holds of the system's memory.

mod allocations;
mod levels;
mod resident;
mod resnet18;
mod towers;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use netweave::prelude::*;

static LIVE: AtomicUsize = AtomicUsize::new(0);
/// The most bytes that were there at once since it was set.
static MOST: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// How often this thread has allocated something. What starts up beside it, as rayon's threads do, is not its work.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    /// The most bytes that it has allocated at once.
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

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
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    LARGEST.set(LARGEST.get().max(size));
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Does the work of a test in a process of its own: what the tests beside it allocate is not counted, and rayon has so many
/// threads.
#[track_caller]
fn alone(test: &str, threads: usize, work: impl FnOnce()) {
    const ALONE: &str = "NETWEAVE_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return work();
    }
    let program = std::env::current_exe().unwrap();
    let arguments = [test, "--exact", "--nocapture", "--test-threads=1"];
    let mut command = Command::new(program);
    let run = command.args(arguments).env(ALONE, "1").env("RAYON_NUM_THREADS", threads.to_string()).output().unwrap();
    let [said, failed] = [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(run.status.success() && said.contains("1 passed"), "{test}:\n{said}\n{failed}");
}

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

network! {
    network Halves(x: [512]) -> [4096] {
        let y = x -> low: linear(512) on device(0) -> high: linear(4096) on device(1);
        loss fit = l2(y, 0.5 * y);
        y
    }
}

network! {
    // Its values are much larger than its variables.
    network Tall(x: [3, 16, 16]) -> [8] {
        let h = scope low on device(0) {
            x -> a: conv2d(8, kernel = 3, padding = 1) -> tanh -> b: conv2d(8, kernel = 3, padding = 1) -> tanh
        };
        let y = scope high on device(1) {
            h -> a: conv2d(8, kernel = 3, padding = 1) -> tanh -> b: conv2d(8, kernel = 3, padding = 1) -> global_avg_pool
        };
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
