//! `dropout`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

pub(super) const PROBABILITY: Range = Range::new(
    Bound::Included(0.0),
    Bound::Excluded(1.0),
    "the probability to drop an element is at least 0 and less than 1",
);

pub(super) const KIND: Kind = Kind {
    positional: &[("p", "the probability to drop an element")],
    ..Kind::new("dropout", "dropout(0.5)", |arguments| {
        let probability = arguments.number("p", &PROBABILITY);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::dropout), setting: probability? }))
    })
};
