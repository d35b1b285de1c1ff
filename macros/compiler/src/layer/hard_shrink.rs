//! `hard_shrink`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const THRESHOLD: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "the size up to which values become 0 is 0 or above");

pub(super) const KIND: Kind = Kind {
    aliases: &["hardshrink"],
    positional: &[("threshold", "the size up to which values become 0")],
    ..Kind::new("hard_shrink", "hard_shrink(threshold = 0.5)", |arguments| {
        let threshold = arguments.number_or("threshold", 0.5, &THRESHOLD);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::hard_shrink), setting: threshold? }))
    })
};
