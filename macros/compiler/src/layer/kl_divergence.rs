//! `kl_divergence`

use std::rc::Rc;

use super::loss::{Comparison, Reduction, WEIGHTS};
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["kl_div", "kl_div_loss", "kullback_leibler_divergence"],
    inputs: Inputs::Named(&["log_probabilities", "probabilities"]),
    named: WEIGHTS,
    loss: true,
    ..Kind::new("kl_divergence", "kl_divergence(log_probabilities, probabilities)", |arguments| {
        let reduction = Reduction::read(arguments);
        arguments.finish()?;
        Some(Rc::new(Comparison { kind: "kl_divergence", settings: Vec::new(), reduction: reduction? }))
    })
};
