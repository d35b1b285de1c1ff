//! `l2`

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["l2_loss"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("l2", "l2(a, b)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "l2", settings: Vec::new(), reduction: reduction? }))
    })
};
