//! What is around a run of training: data before it, metrics beside it.

mod data;
mod metric;
