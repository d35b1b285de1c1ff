//! What `mean`, `sum`, `max` and `min` share.

use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Applied, Arguments, Code, Layer, Site, View, axes};
use crate::shape::{Dimension, Shape};

/// Reads the arguments: `axis`, `axes` or neither for all axes, and whether they are kept as 1.
pub(super) fn read(arguments: &mut Arguments, function: TokenStream) -> Option<Rc<dyn Layer>> {
    let axis = arguments.optional_axis("axis");
    let axes = arguments.optional_axes("axes");
    let keepdims = arguments.boolean_or("keepdims", false);
    arguments.finish()?;
    let axes = match (axis?, axes?) {
        (Some(_), Some(_)) => {
            arguments.reject("is given both `axis` and `axes`", "write all of them in `axes`");
            return None;
        }
        (Some(axis), None) => Some(vec![axis]),
        (None, axes) => axes,
    };
    Some(Rc::new(Reduction { function, axes, keepdims: keepdims? }))
}

struct Reduction {
    function: TokenStream,
    /// `None` for all of them.
    axes: Option<Vec<usize>>,
    /// Whether the axes stay, with a size of 1.
    keepdims: bool,
}

impl Layer for Reduction {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let reduced = self.axes.clone().unwrap_or_else(|| (0..shape.rank()).collect());
        for &axis in &reduced {
            axes::require(site, axis, "works along", value, shape)?;
        }
        let kept = shape.dimensions().iter().enumerate().filter_map(|(axis, own)| match reduced.contains(&axis) {
            true => self.keepdims.then_some(Dimension::Number(1)),
            false => Some(own.clone()),
        });
        let axes = reduced.iter().map(|axis| Literal::usize_unsuffixed(*axis));
        let code = Code::function(self.function.clone()).with(quote!(&[#(#axes),*]));
        // What is left of an image is one if its channels alone are reduced, and kept.
        let view = if shape.rank() == 3 && reduced == [0] && self.keepdims { View::Place } else { View::Everything };
        Some(Applied::new(Shape::new(kept), code)?.sees(view))
    }
}
