//! The kernels of `netweave` with their tests, for `cargo miri test`; nothing for another compiler.
#![cfg(miri)]

#[path = "../../runtime/src/kernels/mod.rs"]
pub mod kernels;
