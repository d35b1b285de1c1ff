//! The book's examples as documentation tests: `cargo test -p netweave-book` compiles and runs every Rust block
//! of every page, and of the README.
//!
//! `build.rs` finds the pages and writes one module for each.

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/pages.rs"));
