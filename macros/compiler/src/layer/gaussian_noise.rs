//! `gaussian_noise`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::elementwise::WithSetting;
use super::{Kind, Range};

const DEVIATION: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "the standard deviation of the noise is 0 or above");

pub(super) const KIND: Kind = Kind {
    aliases: &["noise", "add_noise", "random_noise"],
    positional: &[("stddev", "the standard deviation of the noise")],
    ..Kind::new("gaussian_noise", "gaussian_noise(0.1)", |arguments| {
        let deviation = arguments.number("stddev", &DEVIATION);
        arguments.finish()?;
        Some(Rc::new(WithSetting { function: quote!(layer::gaussian_noise), setting: deviation? }))
    })
};
