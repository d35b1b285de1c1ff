//! What towers promise: the loss, the outputs and the gradients of one device, whatever the network is, and errors that leave
//! everything as it was.

mod batches;
mod data_parallel;
#[cfg(feature = "cuda")]
mod devices;
mod dropout;
mod failures;
mod networks;
mod norm;
mod placed;
mod points;
// Towers on several CUDA devices have statistics of their own; `devices` looks at that.
#[cfg(not(feature = "cuda"))]
mod synchronised;
mod training;
mod whole;
