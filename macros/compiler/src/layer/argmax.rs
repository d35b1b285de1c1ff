//! `argmax`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};
use crate::shape::{Dimension, Shape};

pub(super) const KIND: Kind = Kind {
    aliases: &["arg_max"],
    ..Kind::new("argmax", "argmax(axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        let keepdims = arguments.boolean_or("keepdims", false);
        arguments.finish()?;
        Some(Rc::new(Argmax { axis: axis?, keepdims: keepdims? }))
    })
};

struct Argmax {
    axis: usize,
    /// Whether the axis stays, with a size of 1.
    keepdims: bool,
}

impl Layer for Argmax {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        axes::require(site, self.axis, "looks along", value, shape)?;
        let kept = shape.dimensions().iter().enumerate().filter_map(|(axis, own)| match axis == self.axis {
            true => self.keepdims.then_some(Dimension::Number(1)),
            false => Some(own.clone()),
        });
        let axis = proc_macro2::Literal::usize_unsuffixed(self.axis);
        let code = Code::function(quote!(layer::argmax)).with(axis);
        Some(Applied::new(Shape::new(kept), code)?.stops())
    }
}
