//! `rnn`

use super::Kind;
use super::recurrent::{Cell, read};

pub(super) const KIND: Kind = Kind {
    aliases: &["simple_rnn", "elman"],
    named: &["hidden"],
    ends: &["hidden"],
    variables: true,
    positional: &[("units", "the number of units of the state")],
    ..Kind::new("rnn", "rnn(128)", |arguments| {
        let cell = match arguments.word("nonlinearity", &["tanh", "relu"]) {
            Some("relu") => Some(Cell::Relu),
            Some(_) => Some(Cell::Tanh),
            None => None,
        };
        read(arguments, cell, &[["RnnUnits", "RnnUnits"]])
    })
};
