//! What threads of towers are made of. `tests/model` has that of a model checker in its place.

pub(super) use std::sync::{Mutex, MutexGuard, mpsc};
pub(super) use std::thread;
