//! `warp`

use std::rc::Rc;

use quote::quote;

use super::{Inputs, Kind, flow};

const NAME: &str = "warp";

pub(super) const KIND: Kind = Kind {
    aliases: &["grid_sample", "dense_image_warp", "remap"],
    inputs: Inputs::Named(flow::INPUTS),
    ..Kind::new(NAME, "warp(image, flow)", |arguments| {
        let mode = arguments.word("mode", &["bilinear", "nearest"]);
        let padding = arguments.word("padding", &["border", "zeros", "reflection"]);
        arguments.finish()?;
        let interpolation = match mode? {
            "nearest" => quote!(layer::Interpolation::Nearest),
            _ => quote!(layer::Interpolation::Bilinear),
        };
        let padding = match padding? {
            "zeros" => quote!(layer::Padding::Zeros),
            "reflection" => quote!(layer::Padding::Reflection),
            _ => quote!(layer::Padding::Border),
        };
        Some(Rc::new(flow::Along { name: NAME, function: quote!(layer::warp), settings: vec![interpolation, padding] }))
    })
};
