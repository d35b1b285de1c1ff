//! `drop_path`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const PROBABILITY: Range = Range::new(
    Bound::Included(0.0),
    Bound::Excluded(1.0),
    "the probability to drop a sample's path is at least 0 and less than 1",
);

pub(super) const KIND: Kind = Kind {
    aliases: &["stochastic_depth", "droppath"],
    positional: &[("p", "the probability to drop a sample's path")],
    ..Kind::new("drop_path", "drop_path(0.1)", |arguments| {
        let probability = arguments.number("p", &PROBABILITY);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::drop_path), setting: probability? }))
    })
};
