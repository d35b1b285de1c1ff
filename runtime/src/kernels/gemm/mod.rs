//! The one multiplication under convolutions and linear layers.
//!
//! A [`Kernel`] computes tiles of `out[row][lane] = Σ_d image[row_offset + depth_offset[d]] · panel[d][lane]`.
//! One factor is packed, so that a vector of lanes is one load; the other is read in place through two
//! tables of offsets, which is what makes the patches of a convolution a matrix without ever copying them.

mod copy;
mod delivery;
mod disjoint;
mod dot;
mod finish;
mod kernel;
mod lanes;
mod prefetch;
mod scratch;
mod target;
mod total;

pub(super) use copy::copy;
pub(super) use delivery::{Delivery, transpose};
pub(super) use disjoint::Disjoint;
pub(super) use dot::dot;
pub(super) use finish::Finish;
pub(super) use kernel::{Kernel, Offsets, Product, Store, Table};
pub(super) use lanes::Lanes;
pub(super) use prefetch::prefetch;
pub(super) use scratch::Scratch;
pub(super) use target::Target;
pub(super) use total::total;
