//! `sigmoid_focal`

use std::ops::Bound;
use std::rc::Rc;

use super::loss::{Comparison, EXPONENT, Reduction, WEIGHTS};
use super::{Inputs, Kind, Range};

const ALPHA: Range = Range::new(
    Bound::Included(0.0),
    Bound::Included(1.0),
    "the weight of the label 1 is from 0 to 1; that of 0 is the rest",
);

pub(super) const KIND: Kind = Kind {
    aliases: &["sigmoid_focal_loss", "binary_focal_crossentropy"],
    inputs: Inputs::Named(&["logits", "labels"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("sigmoid_focal", "sigmoid_focal(logits, labels)", |arguments| {
        let alpha = arguments.number_or("alpha", 0.25, &ALPHA);
        let gamma = arguments.number_or("gamma", 2.0, &EXPONENT);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "sigmoid_focal", settings: vec![alpha?, gamma?], reduction: reduction? }))
    })
};
