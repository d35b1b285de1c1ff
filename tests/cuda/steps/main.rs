//! What a step costs on a CUDA device: launches, waits, and what is recorded as a graph. The stand-in counts them.

mod counts;
mod graphs;
mod launches;
mod towers;
mod waits;
