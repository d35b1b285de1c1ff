//! `smooth_l1`

use std::ops::Bound;
use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind, Range};

const BETA: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "the distance from which on the loss is linear is 0 or above");

pub(super) const KIND: Kind = Kind {
    aliases: &["smooth_l1_loss"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    positional: &[("beta", "the distance from which on the loss is linear")],
    ..Kind::new("smooth_l1", "smooth_l1(a, b)", |arguments| {
        let beta = arguments.number_or("beta", 1.0, &BETA);
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "smooth_l1", settings: vec![beta?], reduction: reduction? }))
    })
};
