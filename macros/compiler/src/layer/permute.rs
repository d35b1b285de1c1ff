//! `permute`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};
use crate::shape::{Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["rearrange"],
    positional: &[("order", "the axes in their new order")],
    ..Kind::new("permute", "permute([1, 2, 0])", |arguments| {
        let order = arguments.axes("order");
        arguments.finish()?;
        Some(Rc::new(Permute { order: order? }))
    })
};

struct Permute {
    order: Vec<usize>,
}

impl Layer for Permute {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        for &axis in &self.order {
            axes::require(site, axis, "moves", value, shape)?;
        }
        let count = self.order.len();
        if count != shape.rank() {
            let axes = if count == 1 { "axis" } else { "axes" };
            let reversed = (0..shape.rank()).rev().map(|axis| axis.to_string()).collect::<Vec<_>>().join(", ");
            return site.refuse(
                &message!["`", site.label, "` orders ", count, " ", axes, ", but `", value.name, "` is ", shape],
                &message!["name each axis once, counted from 0 without the batch, as in `permute([", reversed, "])`"],
            );
        }
        let ordered = self.order.iter().filter_map(|axis| shape.dimensions().get(*axis).cloned());
        let order = self.order.iter().map(|axis| Literal::usize_unsuffixed(*axis));
        let code = Code::function(quote!(layer::permute)).with(quote!(&[#(#order),*]));
        Applied::new(Shape::new(ordered), code)
    }
}
