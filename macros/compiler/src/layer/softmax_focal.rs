//! `softmax_focal`

use std::rc::Rc;

use quote::quote;

use super::loss::{self, EXPONENT, Reduction, WEIGHTS};
use super::softmax_cross_entropy::classes;
use super::{Applied, Inputs, Kind, Layer, Number, Site, Type};

pub(super) const KIND: Kind = Kind {
    aliases: &["focal", "focal_loss", "softmax_focal_loss", "categorical_focal_crossentropy"],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    positional: &[("beta", "the exponent of 1 − p")],
    ..Kind::new("softmax_focal", "softmax_focal(logits, labels)", |arguments| {
        let beta = arguments.number_or("beta", 2.0, &EXPONENT);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(SoftmaxFocal { beta: beta?, reduction: reduction? }))
    })
};

struct SoftmaxFocal {
    beta: Number,
    reduction: Reduction,
}

impl Layer for SoftmaxFocal {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { beta, reduction } = self;
        let (_, weights) = classes(site)?;
        Some(Applied::of(Type::Loss, loss::code("softmax_focal", 2, [quote!(#beta)], reduction.argument(weights))))
    }
}
