//! `flip`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};

pub(super) const KIND: Kind = Kind {
    aliases: &["reverse", "fliplr", "flipud"],
    ..Kind::new("flip", "flip(axis = 0)", |arguments| {
        let axis = arguments.optional_axis("axis");
        let axes = arguments.optional_axes("axes");
        arguments.finish()?;
        let axes = match (axis?, axes?) {
            (Some(axis), None) => vec![axis],
            (None, Some(axes)) => axes,
            (Some(_), Some(_)) => {
                arguments.reject("is given both `axis` and `axes`", "write all of them in `axes`");
                return None;
            }
            (None, None) => {
                arguments.reject("has no axis", "write `flip(axis = 0)`, or several in `axes = [0, 1]`");
                return None;
            }
        };
        Some(Rc::new(Flip { axes }))
    })
};

struct Flip {
    axes: Vec<usize>,
}

impl Layer for Flip {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        for &axis in &self.axes {
            axes::require(site, axis, "turns", value, shape)?;
        }
        let axes = self.axes.iter().map(|axis| Literal::usize_unsuffixed(*axis));
        Applied::new(shape.clone(), Code::function(quote!(layer::flip)).with(quote!(&[#(#axes),*])))
    }
}
