//! What towers promise: the loss, the outputs and the gradients of one device, whatever the network is, and errors that leave
//! everything as it was.

mod batches;
mod data_parallel;
#[cfg(feature = "cuda")]
mod devices;
mod dropout;
mod failures;
mod in_turn;
mod networks;
mod norm;
mod placed;
mod points;
mod synchronised;
mod training;
mod whole;

/// The device of this thread: with the feature `cuda` the first CUDA device.
fn own_device() -> networks::Dev {
    networks::Dev::default()
}
