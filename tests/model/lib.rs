//! The threads of towers with the locks and channels of a model checker, which says who goes on at each of them: all orders of a few
//! threads are tried, and many orders of more.
//!
//! What is tried is the runtime's own code. What it does not need for that, kernels and their errors, is in short here.
#![cfg(not(test))] // the tests of this code are the runtime's
#![allow(dead_code, unreachable_pub, missing_docs, reason = "it is the runtime that uses all of it")]

pub mod journey;
#[path = "../../runtime/src/kernels/list.rs"]
mod list;
#[path = "../../runtime/src/towers/pipeline.rs"]
mod pipeline;
#[path = "../../runtime/src/towers/threads/mod.rs"]
mod threads;
#[path = "../../runtime/src/towers/timeline.rs"]
mod timeline;

/// What threads are made of.
mod sync {
    pub(super) use shuttle::sync::{Mutex, MutexGuard, mpsc};
    pub(super) use shuttle::thread;
}

mod kernels {
    pub(crate) use crate::list::List;

    pub(crate) fn threads() -> usize {
        1
    }

    pub(crate) fn limited<R>(_: usize, work: impl FnOnce() -> R) -> R {
        work()
    }
}

/// Why a leg has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    Device(String),
    Panic(String),
}

impl Error {
    fn device(error: impl std::fmt::Display) -> Self {
        Self::Device(error.to_string())
    }
}
