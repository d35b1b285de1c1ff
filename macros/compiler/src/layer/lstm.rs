//! `lstm`

use super::Kind;
use super::recurrent::{Cell, read};

pub(super) const KIND: Kind = Kind {
    aliases: &["long_short_term_memory"],
    named: &["hidden", "cell"],
    ends: &["hidden", "cell"],
    variables: true,
    positional: &[("units", "the number of units of the state")],
    ..Kind::new("lstm", "lstm(128)", |arguments| read(arguments, Some(Cell::Lstm), &[["LstmUnits", "LstmUnits"]]))
};
