//! `dice`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::loss::{self, Reduction, WEIGHTS};
use super::{Applied, Inputs, Kind, Layer, Number, Range, Site, Type};
use crate::expand::Size;
use crate::shape::Dimension;

const SMOOTH: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "what is added to both sums is 0 or above, 1 by default");

pub(super) const KIND: Kind = Kind {
    aliases: &["dice_loss", "soft_dice"],
    inputs: Inputs::Named(&["p", "q"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("dice", "dice(p, q)", |arguments| {
        let smooth = arguments.number_or("smooth", 1.0, &SMOOTH);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Dice { smooth: smooth?, reduction: reduction? }))
    })
};

struct Dice {
    smooth: Number,
    reduction: Reduction,
}

impl Layer for Dice {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { smooth, reduction } = self;
        let (p, q, weights) = loss::pair(site)?;
        loss::same(site, p, q)?;
        let weights = loss::weights(site, weights)?;
        // The channels of an image are classes of their own.
        let classes = match p.1.dimensions() {
            [channels, _, _] => channels.clone(),
            _ => Dimension::Number(1),
        };
        let classes = Size(&classes);
        let settings = [quote!(#classes), quote!(#smooth)];
        Some(Applied::of(Type::Loss, loss::code("dice", 2, settings, reduction.argument(weights))))
    }
}
