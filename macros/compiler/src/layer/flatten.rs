//! `flatten`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::Shape;

pub(super) const KIND: Kind = Kind::new("flatten", "flatten", |arguments| {
    arguments.finish()?;
    Some(Rc::new(Flatten))
});

struct Flatten;

impl Layer for Flatten {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        Applied::new(Shape::new([shape.elements()]), Code::function(quote!(layer::flatten)))
    }
}
