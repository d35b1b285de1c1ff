//! `contrastive` and `triplet`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Arguments, Inputs, Kind, Layer, Number, Range, Site, Type};
use crate::shape::message;

const MARGIN: Range = Range::new(Bound::Excluded(0.0), Bound::Unbounded, "how far apart others should be is above 0");

pub(super) const CONTRASTIVE: Kind = Kind {
    aliases: &["contrastive_loss"],
    inputs: Inputs::Named(&["a", "b", "same"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("contrastive", "contrastive(a, b, same)", |arguments| read("contrastive", arguments))
};

pub(super) const TRIPLET: Kind = Kind {
    aliases: &["triplet_loss", "triplet_margin_loss"],
    inputs: Inputs::Named(&["anchor", "positive", "negative"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("triplet", "triplet(anchor, positive, negative)", |arguments| read("triplet", arguments))
};

fn read(function: &'static str, arguments: &mut Arguments) -> Option<Rc<dyn Layer>> {
    let margin = arguments.number_or("margin", 1.0, &MARGIN);
    let reduction = Reduction::read(arguments);
    arguments.finish()?;
    Some(Rc::new(OfDistances { function, margin: margin?, reduction: reduction? }))
}

/// A loss of the distances between vectors.
struct OfDistances {
    function: &'static str,
    margin: Number,
    reduction: Reduction,
}

impl Layer for OfDistances {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { function, margin, reduction } = self;
        let [first, second, third, weights @ ..] = site.inputs else {
            return None;
        };
        let [first, second, third] = [site.sample(first)?, site.sample(second)?, site.sample(third)?];
        loss::vector(
            site,
            first,
            "a vector a sample",
            "send it through `flatten` first, as in `let a = x -> flatten;`",
        )?;
        loss::same(site, first, second)?;
        if *function == "triplet" {
            loss::same(site, first, third)?;
        } else if third.1.rank() != 0 {
            let (value, shape) = third;
            return site.refuse(
                &message!["`", site.label, "` takes one answer a sample, but `", value.name, "` is ", shape],
                &message!["declare it as a single number, 1 for the same and 0 for others: `", value.name, ": []`"],
            );
        }
        let weights = loss::weights(site, weights.first())?;
        Some(Applied::of(Type::Loss, loss::code(function, 3, [quote!(#margin)], reduction.argument(weights))))
    }
}
