//! What is around a run of training: data before it, metrics and events beside it, checkpoints behind it.

mod checkpoint;
mod data;
mod determinism;
mod metric;
mod python;
mod watch;
