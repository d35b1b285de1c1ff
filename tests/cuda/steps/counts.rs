//! The stand-in's counters.

use std::ffi::{CStr, c_char, c_void};
use std::sync::{Mutex, MutexGuard, PoisonError};

use netweave::prelude::*;

/// What the process has asked for until now, as the stand-in's `cuda.h` has it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) launches: u64,
    pub(crate) products: u64,
    pub(crate) graph_launches: u64,
    pub(crate) launches_in_graphs: u64,
    pub(crate) copies: u64,
    pub(crate) copied_bytes: u64,
    pub(crate) fills: u64,
    pub(crate) synchronisations: u64,
    pub(crate) allocations: u64,
    pub(crate) bytes_in_use: u64,
    pub(crate) most_bytes_in_use: u64,
}

unsafe extern "C" {
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const NAME: &CStr = c"standin_counts";

/// What there was until now; `None` on a real device, which does not count.
fn now() -> Option<Counts> {
    // SAFETY: it looks the name up in what the process has loaded.
    let found = unsafe { dlsym(std::ptr::null_mut(), NAME.as_ptr()) };
    let mut counts = Counts::default();
    // SAFETY: the function of this name is the stand-in's, and takes the place of its counters.
    let count = unsafe { std::mem::transmute::<*mut c_void, Option<unsafe extern "C" fn(*mut Counts)>>(found) };
    // SAFETY: as above.
    unsafe { count?(&raw mut counts) };
    Some(counts)
}

/// What `work` asks for; `None` if nobody counts.
pub(crate) fn count<R>(work: impl FnOnce() -> R) -> (R, Option<Counts>) {
    let before = now();
    let result = work();
    let counts = before.zip(now()).map(|(before, after)| Counts {
        launches: after.launches - before.launches,
        products: after.products - before.products,
        graph_launches: after.graph_launches - before.graph_launches,
        launches_in_graphs: after.launches_in_graphs - before.launches_in_graphs,
        copies: after.copies - before.copies,
        copied_bytes: after.copied_bytes - before.copied_bytes,
        fills: after.fills - before.fills,
        synchronisations: after.synchronisations - before.synchronisations,
        allocations: after.allocations - before.allocations,
        ..after
    });
    (result, counts)
}

/// A device of a test that nothing else runs beside: all counters are the process's.
pub(crate) fn device(seed: u64) -> (Cuda, MutexGuard<'static, ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    (Cuda::try_build(0, seed).expect("there is a device"), alone)
}
