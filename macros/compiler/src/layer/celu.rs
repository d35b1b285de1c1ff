//! `celu`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const ALPHA: Range =
    Range::new(Bound::Excluded(0.0), Bound::Unbounded, "minus what it tends to for low values is above 0");

pub(super) const KIND: Kind = Kind {
    positional: &[("alpha", "minus what it tends to for low values")],
    ..Kind::new("celu", "celu(alpha = 1.0)", |arguments| {
        let alpha = arguments.number_or("alpha", 1.0, &ALPHA);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::celu), setting: alpha? }))
    })
};
