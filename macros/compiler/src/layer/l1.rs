//! `l1`

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["l1_loss", "mae", "mean_absolute_error", "absolute_difference"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("l1", "l1(a, b)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "l1", settings: Vec::new(), reduction: reduction? }))
    })
};
