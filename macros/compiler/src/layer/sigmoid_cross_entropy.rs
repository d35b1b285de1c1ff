//! `sigmoid_cross_entropy`

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &[
        "binary_cross_entropy",
        "binary_crossentropy",
        "bce",
        "bce_loss",
        "bce_with_logits",
        "bce_with_logits_loss",
        "binary_cross_entropy_with_logits",
        "sigmoid_cross_entropy_with_logits",
    ],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("sigmoid_cross_entropy", "sigmoid_cross_entropy(logits, labels)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "sigmoid_cross_entropy", settings: Vec::new(), reduction: reduction? }))
    })
};
