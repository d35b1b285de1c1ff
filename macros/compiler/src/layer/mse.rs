//! `mse`: `l2` by its common name

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["mse_loss", "mean_squared_error"],
    inputs: Inputs::Named(&["a", "b"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("mse", "mse(a, b)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "l2", settings: Vec::new(), reduction: reduction? }))
    })
};
