//! Layers of a user's own, in networks.

/// The device that all of it runs on: with the feature `cuda` the first CUDA device.
#[cfg(not(feature = "cuda"))]
type Dev = netweave::prelude::Cpu;
#[cfg(feature = "cuda")]
type Dev = netweave::prelude::Cuda;

mod functions;
mod generic;
mod gradients;
mod layers;
mod learning;
mod names;
mod passes;
