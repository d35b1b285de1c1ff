//! Nothing: what Cargo and rustc cost by themselves.
