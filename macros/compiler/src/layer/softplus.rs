//! `softplus`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const BETA: Range = Range::new(Bound::Excluded(0.0), Bound::Unbounded, "the sharpness of the bend at 0 is above 0");

pub(super) const KIND: Kind = Kind {
    positional: &[("beta", "the sharpness of the bend at 0")],
    ..Kind::new("softplus", "softplus(beta = 1.0)", |arguments| {
        let beta = arguments.number_or("beta", 1.0, &BETA);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::softplus), setting: beta? }))
    })
};
