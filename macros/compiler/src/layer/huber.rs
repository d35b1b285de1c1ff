//! `huber`

use std::ops::Bound;
use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind, Range};

const DELTA: Range =
    Range::new(Bound::Excluded(0.0), Bound::Unbounded, "the distance from which on the loss is linear is above 0");

pub(super) const KIND: Kind = Kind {
    aliases: &["huber_loss"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    positional: &[("delta", "the distance from which on the loss is linear")],
    ..Kind::new("huber", "huber(a, b)", |arguments| {
        let delta = arguments.number_or("delta", 1.0, &DELTA);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "huber", settings: vec![delta?], reduction: reduction? }))
    })
};
