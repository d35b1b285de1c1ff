//! The kernels and the memory of `netweave` with their tests, for `cargo miri test`; nothing for another compiler.
#![cfg(miri)]

#[path = "../../runtime/src/kernels/mod.rs"]
pub mod kernels;

#[path = "../../runtime/src/memory/mod.rs"]
pub mod memory;
