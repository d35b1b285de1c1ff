//! The axes of a sample, which count from 0 without the batch, and what is said about those that it does not have.

use super::Site;
use crate::model::Value;
use crate::shape::{Message, Shape, message};

/// Reports that a value has not this axis, if so. `does` says what the layer does along it, as in "joins".
pub(super) fn require(site: &mut Site, axis: usize, does: &str, value: &Value, shape: &Shape) -> Option<()> {
    if axis < shape.rank() {
        return Some(());
    }
    site.refuse(
        &message!["`", site.label, "` ", does, " axis ", axis, ", but `", value.name, "` is ", shape],
        &help(shape.rank()),
    )
}

/// The axes that there are to choose from.
pub(super) fn help(rank: usize) -> Message {
    match rank {
        0 => message!["a single number has no axes"],
        1 => message!["the axes of a sample count from 0, without the batch: write axis 0"],
        rank => message!["the axes of a sample count from 0, without the batch: write axis 0 to ", rank - 1],
    }
}
