//! `leaky_relu`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const SLOPE: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "the slope for negative values is any number");

pub(super) const KIND: Kind = Kind {
    positional: &[("slope", "the slope for negative values")],
    ..Kind::new("leaky_relu", "leaky_relu(slope = 0.01)", |arguments| {
        let slope = arguments.number_or("slope", 0.01, &SLOPE);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::leaky_relu), setting: slope? }))
    })
};
