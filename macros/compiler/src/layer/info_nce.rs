//! `info_nce`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Inputs, Kind, Layer, Number, Range, Site, Type};

const TEMPERATURE: Range = Range::new(
    Bound::Excluded(0.0),
    Bound::Unbounded,
    "the temperature, which cosines are divided by, is above 0, and 0.07 by default",
);

pub(super) const KIND: Kind = Kind {
    aliases: &["info_nce_loss", "nt_xent", "nt_xent_loss", "clip_loss", "multiple_negatives_ranking_loss"],
    inputs: Inputs::Named(&["anchors", "positives"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("info_nce", "info_nce(anchors, positives)", |arguments| {
        let temperature = arguments.number_or("temperature", 0.07, &TEMPERATURE);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(InfoNce { temperature: temperature?, reduction: reduction? }))
    })
};

struct InfoNce {
    temperature: Number,
    reduction: Reduction,
}

impl Layer for InfoNce {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { temperature, reduction } = self;
        let (anchors, positives, weights) = loss::pair(site)?;
        let help = "send it through `flatten` first, as in `let anchors = x -> flatten;`";
        loss::vector(site, anchors, "a vector a sample", help)?;
        loss::same(site, anchors, positives)?;
        let weights = loss::weights(site, weights)?;
        let code = loss::code("info_nce", 2, [quote!(#temperature)], reduction.argument(weights));
        Some(Applied::of(Type::Loss, code))
    }
}
