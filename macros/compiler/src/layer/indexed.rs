//! Places that values name by their indices: what `gather_nd` and `scatter_nd` share.

use super::{Input, Site};
use crate::check::HIGHEST_RANK;
use crate::model::Value;
use crate::shape::{Dimension, Shape, message};

/// Indices `[K, places..]`, one along each of `K` axes.
pub(super) struct Indexed<'a> {
    pub(super) indices: &'a Value,
    pub(super) shape: &'a Shape,
    pub(super) depth: usize,
    pub(super) places: &'a [Dimension],
}

impl<'a> Indexed<'a> {
    pub(super) fn new(site: &mut Site<'a>, indices: &'a Input) -> Option<Self> {
        let (indices, shape) = site.sample(indices)?;
        let fact = message!["`", site.label, "` takes indices, [axes, places], but `", indices.name, "` is ", shape];
        let Some((depth, places)) = shape.dimensions().split_first() else {
            return site.refuse(&fact, &message!["a list of indices along one axis is [1, places]"]);
        };
        match depth.number() {
            Some(depth) => Some(Self { indices, shape, depth, places }),
            None => site.refuse(
                &fact,
                &message!["how many axes they lead along is written as a number: 2 for rows and columns"],
            ),
        }
    }

    /// The shape of the axes that no index leads along, and then these.
    pub(super) fn beside(&self, site: &mut Site, kept: &[Dimension], axes: &[Dimension]) -> Option<Shape> {
        let output = Shape::new(kept.iter().chain(axes).cloned());
        if output.rank() <= HIGHEST_RANK {
            return Some(output);
        }
        site.refuse(
            &message!["`", site.label, "` would give ", output],
            &message!["a sample has ", HIGHEST_RANK, " dimensions at most"],
        )
    }
}
