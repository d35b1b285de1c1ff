//! Shape inference against PyTorch's arithmetic, and dimensions that are `const` items.

mod constants;
mod rounded_up;
mod transposed;
mod windows;
