//! What a rank works on: with the feature `cuda` the CUDA device that is its own, as far as there are enough.

use netweave::prelude::*;

use crate::networks::Dev;

#[cfg(not(feature = "cuda"))]
pub(crate) fn seeded(seed: u64) -> Dev {
    Cpu::seed_from_u64(seed)
}

/// The same ranks for networks that are there.
pub(crate) fn on_device(towers: Towers<Cpu>) -> Towers<Dev> {
    #[cfg(feature = "cuda")]
    NUMBER.set(towers.local_rank() % crate::networks::devices());
    #[cfg(feature = "nccl")]
    if speak_by_nccl() {
        return towers.by_nccl(&own_device()).unwrap();
    }
    towers.on(&own_device()).unwrap()
}

#[cfg(feature = "cuda")]
thread_local! {
    /// That of the device of this thread's rank.
    static NUMBER: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Takes the device of such ranks for that of this thread.
#[cfg(feature = "nccl")]
#[allow(dead_code, reason = "ranks that are threads are not launched")]
pub(crate) fn own(towers: Towers<Dev>) -> Towers<Dev> {
    NUMBER.set(towers.local_rank());
    towers
}

/// Whether the ranks have been started without an MPI.
#[cfg(feature = "nccl")]
#[allow(dead_code, reason = "ranks that are threads are not launched")]
pub(crate) fn are_launched() -> bool {
    std::env::var("NETWEAVE_RANKS").is_ok_and(|by| by == "launched")
}

/// Whether whoever runs the tests has their ranks speak by NCCL.
#[cfg(feature = "nccl")]
pub(crate) fn speak_by_nccl() -> bool {
    std::env::var("NETWEAVE_RANKS").is_ok_and(|by| by == "nccl")
}

#[cfg(feature = "cuda")]
pub(crate) fn seeded(seed: u64) -> Dev {
    Cuda::try_build(NUMBER.get(), seed).unwrap()
}

pub(crate) fn own_device() -> Dev {
    seeded(0)
}
