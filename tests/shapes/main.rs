//! Shape inference against PyTorch's arithmetic, and dimensions that are `const` items.

mod constants;
mod transposed;
mod windows;
