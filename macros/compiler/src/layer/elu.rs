//! `elu`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const ALPHA: Range =
    Range::new(Bound::Unbounded, Bound::Unbounded, "minus what it tends to for low values is any number");

pub(super) const KIND: Kind = Kind {
    positional: &[("alpha", "minus what it tends to for low values")],
    ..Kind::new("elu", "elu(alpha = 1.0)", |arguments| {
        let alpha = arguments.number_or("alpha", 1.0, &ALPHA);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::elu), setting: alpha? }))
    })
};
