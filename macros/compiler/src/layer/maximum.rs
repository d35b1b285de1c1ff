//! `maximum`

use std::rc::Rc;

use quote::quote;

use super::broadcast::Pairwise;
use super::{Inputs, Kind};

pub(super) const KIND: Kind = Kind {
    aliases: &["fmax"],
    inputs: Inputs::Named(&["a", "b"]),
    ..Kind::new("maximum", "maximum(a, b)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Pairwise { same: quote!(layer::maximum), stretched: quote!(layer::broadcast_maximum) }))
    })
};
