//! `soft_shrink`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const THRESHOLD: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "what values are brought nearer to 0 by is 0 or above");

pub(super) const KIND: Kind = Kind {
    aliases: &["softshrink"],
    positional: &[("threshold", "what values are brought nearer to 0 by")],
    ..Kind::new("soft_shrink", "soft_shrink(threshold = 0.5)", |arguments| {
        let threshold = arguments.number_or("threshold", 0.5, &THRESHOLD);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::soft_shrink), setting: threshold? }))
    })
};
