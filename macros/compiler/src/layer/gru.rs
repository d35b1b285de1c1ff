//! `gru`

use super::Kind;
use super::recurrent::{Cell, read};

pub(super) const KIND: Kind = Kind {
    aliases: &["gated_recurrent_unit"],
    named: &["hidden"],
    ends: &["hidden"],
    variables: true,
    positional: &[("units", "the number of units of the state")],
    ..Kind::new("gru", "gru(128)", |arguments| read(arguments, Some(Cell::Gru), &[["GruUnits", "GruUnits"]]))
};
