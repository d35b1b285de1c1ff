//! `splat`

use std::rc::Rc;

use quote::quote;

use super::{Inputs, Kind, flow};

const NAME: &str = "splat";

pub(super) const KIND: Kind = Kind {
    aliases: &["forward_warp"],
    inputs: Inputs::Named(flow::INPUTS),
    ..Kind::new(NAME, "splat(image, flow)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(flow::Along { name: NAME, function: quote!(layer::splat), settings: Vec::new() }))
    })
};
