//! `cumsum`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};

pub(super) const KIND: Kind = Kind {
    aliases: &["cumulative_sum"],
    ..Kind::new("cumsum", "cumsum(axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(Cumsum { axis: axis? }))
    })
};

struct Cumsum {
    axis: usize,
}

impl Layer for Cumsum {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        axes::require(site, self.axis, "adds up along", value, shape)?;
        let axis = Literal::usize_unsuffixed(self.axis);
        Applied::new(shape.clone(), Code::function(quote!(layer::cumsum)).with(axis))
    }
}
