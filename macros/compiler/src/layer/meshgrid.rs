//! `meshgrid`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::{Dimension, Shape};

pub(super) const KIND: Kind = Kind {
    aliases: &["coordinates"],
    ..Kind::new("meshgrid", "meshgrid(image)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Meshgrid))
    })
};

struct Meshgrid;

impl Layer for Meshgrid {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [_, height, width] = site.image()?;
        let output = Shape::new([Dimension::Number(2), height.clone(), width.clone()]);
        Applied::new(output, Code::function(quote!(layer::meshgrid)))
    }
}
