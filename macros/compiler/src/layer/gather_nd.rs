//! `gather_nd`

use std::rc::Rc;

use quote::quote;

use super::indexed::Indexed;
use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site};
use crate::shape::message;

pub(super) const KIND: Kind = Kind {
    aliases: &["take"],
    inputs: Inputs::Named(&["source", "indices"]),
    ..Kind::new("gather_nd", "gather_nd(source, indices)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(GatherNd))
    })
};

struct GatherNd;

impl Layer for GatherNd {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [source, indices] = site.inputs else {
            return None;
        };
        let (source, shape) = site.sample(source)?;
        let indexed = Indexed::new(site, indices)?;
        let depth = indexed.depth;
        let kept = shape.rank().checked_sub(depth).filter(|_| depth > 0);
        let Some((kept, _)) = kept.and_then(|kept| shape.dimensions().split_at_checked(kept)) else {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes an index for each of the last ",
                    depth,
                    " axes, but `",
                    source.name,
                    "` is ",
                    shape,
                    " and `",
                    indexed.indices.name,
                    "` is ",
                    indexed.shape
                ],
                &message![
                    "the first axis of `",
                    indexed.indices.name,
                    "` holds an index for each axis that it leads along, 1 to ",
                    shape.rank()
                ],
            );
        };
        let output = indexed.beside(site, kept, indexed.places)?;
        Applied::new(output, Code::call(quote!(layer::gather_nd), vec![Argument::Distinct, Argument::Distinct]))
    }
}
