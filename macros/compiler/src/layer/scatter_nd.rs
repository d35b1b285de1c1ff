//! `scatter_nd`

use std::rc::Rc;

use quote::quote;

use super::indexed::Indexed;
use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["scatter", "index_add"],
    inputs: Inputs::Named(&["updates", "indices"]),
    ..Kind::new("scatter_nd", "scatter_nd(updates, indices, size = [8, 8])", |arguments| {
        let size = arguments.size_list("size");
        arguments.finish()?;
        Some(Rc::new(ScatterNd { size: size? }))
    })
};

struct ScatterNd {
    /// Of the axes that the indices lead along.
    size: Vec<Dimension>,
}

impl Layer for ScatterNd {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [updates, indices] = site.inputs else {
            return None;
        };
        let (updates, shape) = site.sample(updates)?;
        let indexed = Indexed::new(site, indices)?;
        if indexed.depth != self.size.len() {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` fills axes of ",
                    Shape::new(self.size.iter().cloned()),
                    ", but `",
                    indexed.indices.name,
                    "` is ",
                    indexed.shape,
                    " and holds ",
                    indexed.depth,
                    " for each place"
                ],
                &message!["write a size for each axis that the indices lead along"],
            );
        }
        let fact = message![
            "`",
            site.label,
            "` takes an update for each place, but `",
            updates.name,
            "` is ",
            shape,
            " and `",
            indexed.indices.name,
            "` is ",
            indexed.shape
        ];
        let places = Shape::new(indexed.places.iter().cloned());
        let help = message!["the last axes of `", updates.name, "` are those of the places, ", places];
        let kept = shape.rank().checked_sub(places.rank());
        let Some((kept, listed)) = kept.and_then(|kept| shape.dimensions().split_at_checked(kept)) else {
            return site.refuse(&fact, &help);
        };
        site.require(Condition::same(&Shape::new(listed.iter().cloned()), &places), &fact, &help)?;
        let output = indexed.beside(site, kept, &self.size)?;
        Applied::new(output, Code::call(quote!(layer::scatter_nd), vec![Argument::Distinct, Argument::Distinct]))
    }
}
