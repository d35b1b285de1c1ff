//! `quantile`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Number, Range, Site, axes};
use crate::shape::{Dimension, Shape};

const SHARE: Range =
    Range::new(Bound::Included(0.0), Bound::Included(1.0), "a share is from 0, the smallest, to 1, the largest");

pub(super) const KIND: Kind = Kind {
    aliases: &["percentile", "median", "nanquantile"],
    spelt_out: &[("median", "quantile(0.5)")],
    positional: &[("q", "the share of the elements that are below it")],
    ..Kind::new("quantile", "quantile(0.9, axis = 0)", |arguments| {
        let share = arguments.number("q", &SHARE);
        let axis = arguments.optional_axis("axis");
        let keepdims = arguments.boolean_or("keepdims", false);
        arguments.finish()?;
        Some(Rc::new(Quantile { share: share?, axis: axis?, keepdims: keepdims? }))
    })
};

struct Quantile {
    share: Number,
    /// `None` for all of them.
    axis: Option<usize>,
    /// Whether the axes stay, with a size of 1.
    keepdims: bool,
}

impl Layer for Quantile {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        if let Some(axis) = self.axis {
            axes::require(site, axis, "looks along", value, shape)?;
        }
        let is_reduced = |axis: usize| self.axis.is_none_or(|own| own == axis);
        let kept = shape.dimensions().iter().enumerate().filter_map(|(axis, own)| match is_reduced(axis) {
            true => self.keepdims.then_some(Dimension::Number(1)),
            false => Some(own.clone()),
        });
        let axis = match self.axis {
            Some(axis) => {
                let axis = Literal::usize_unsuffixed(axis);
                quote!(layer::Along::Axis(#axis))
            }
            None => quote!(layer::Along::All),
        };
        let code = Code::function(quote!(layer::quantile)).with(&self.share).with(axis);
        Applied::new(Shape::new(kept), code)
    }
}
