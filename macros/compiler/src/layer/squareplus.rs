//! `squareplus`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const B: Range = Range::new(Bound::Excluded(0.0), Bound::Unbounded, "the width of the bend at 0 is above 0");

pub(super) const KIND: Kind = Kind {
    aliases: &["square_plus"],
    positional: &[("b", "the width of the bend at 0")],
    ..Kind::new("squareplus", "squareplus(b = 4.0)", |arguments| {
        let b = arguments.number_or("b", 4.0, &B);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::squareplus), setting: b? }))
    })
};
