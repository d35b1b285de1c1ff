//! Axes whose size is known when a network runs: the same values as where it is written out, at one size after the other.

/// The device that all of it runs on: with the feature `cuda` the first CUDA device.
#[cfg(not(feature = "cuda"))]
type Dev = dfdx::tensor::Cpu;
#[cfg(feature = "cuda")]
type Dev = dfdx::tensor::Cuda;

mod calls;
mod images;
mod language_model;
mod sequences;
