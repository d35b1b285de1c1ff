//! What ranks promise, on ranks that are threads of one process: no MPI is needed. `run` does the same, and more, on processes.

mod conformance;
mod device;
mod equality;
mod launched;
mod mistakes;
#[cfg(feature = "nccl")]
mod nccl;
#[allow(dead_code, reason = "some are for towers alone")]
#[path = "../towers/networks.rs"]
mod networks;
mod sharing;

use std::thread;

use netweave::prelude::*;
use netweave::towers::communicator::in_process;

use device::{on_device, own_device};
use networks::Dev;

/// The most ranks: without a GPU, kernels of one take long.
const MOST: usize = if cfg!(feature = "cuda") { 3 } else { 4 };

/// Does something on so many ranks at the same time, and gives what comes of it on each.
fn on_ranks<R: Send>(ranks: usize, work: impl Fn(Towers<Dev>) -> R + Sync) -> Vec<R> {
    let towers = Towers::in_process(ranks).unwrap();
    thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = towers.into_iter().map(|towers| scope.spawn(move || work(on_device(towers)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn threads_conform() {
    for ranks in 1..=4 {
        thread::scope(|scope| {
            for mut communicator in in_process(ranks) {
                scope.spawn(move || conformance::conforms(&mut communicator));
            }
        });
    }
}

#[test]
fn passes_are_those_of_one_device() {
    for ranks in 1..=MOST {
        on_ranks(ranks, |towers| equality::of_passes(&towers));
    }
    // Each of them has several towers.
    #[cfg(not(feature = "cuda"))]
    on_ranks(2, |towers| equality::of_passes(&towers.local(2).unwrap()));
}

#[test]
fn trainings_are_those_of_one_device() {
    for ranks in 1..=3 {
        on_ranks(ranks, |towers| equality::of_trainings(&towers));
    }
    #[cfg(not(feature = "cuda"))]
    on_ranks(2, |towers| equality::of_trainings(&towers.local(3).unwrap()));
}

#[test]
fn running_statistics_are_those_of_all_samples() {
    for ranks in 1..=MOST {
        on_ranks(ranks, |towers| equality::of_statistics(&towers));
    }
}

#[test]
fn synchronised_batch_norm_is_that_of_one_device() {
    for ranks in 1..=MOST {
        on_ranks(ranks, |towers| equality::of_synchronised(&towers));
    }
    #[cfg(not(feature = "cuda"))]
    on_ranks(2, |towers| equality::of_synchronised(&towers.local(2).unwrap()));
}
