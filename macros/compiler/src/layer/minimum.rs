//! `minimum`

use std::rc::Rc;

use quote::quote;

use super::broadcast::Pairwise;
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["fmin"],
    inputs: Inputs::Named(&["a", "b"]),
    ..Kind::new("minimum", "minimum(a, b)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Pairwise { same: quote!(layer::minimum), stretched: quote!(layer::broadcast_minimum) }))
    })
};
