//! `cosine_distance`

use std::rc::Rc;

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Inputs, Kind, Layer, Site, Type};

pub(super) const KIND: Kind = Kind {
    aliases: &["cosine", "cosine_loss", "cosine_embedding_loss"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("cosine_distance", "cosine_distance(a, b)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(CosineDistance(reduction?)))
    })
};

struct CosineDistance(Reduction);

impl Layer for CosineDistance {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (a, b, weights) = loss::pair(site)?;
        loss::vector(site, a, "a vector a sample", "send it through `flatten` first, as in `let a = x -> flatten;`")?;
        loss::same(site, a, b)?;
        let weights = loss::weights(site, weights)?;
        Some(Applied::of(Type::Loss, loss::code("cosine_distance", 2, [], self.0.argument(weights))))
    }
}
