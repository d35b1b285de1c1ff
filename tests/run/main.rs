//! What is around a run of training: data before it, metrics beside it, checkpoints behind it.

mod checkpoint;
mod data;
mod metric;
mod python;
