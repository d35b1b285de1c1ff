//! `hinge`

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["hinge_loss"],
    inputs: Inputs::Named(&["scores", "labels"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("hinge", "hinge(scores, labels)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "hinge", settings: Vec::new(), reduction: reduction? }))
    })
};
