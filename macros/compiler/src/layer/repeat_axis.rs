//! `repeat_axis`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, axes};
use crate::expand::Size;
use crate::shape::{Dimension, Shape};

pub(super) const KIND: Kind = Kind {
    aliases: &["repeat_interleave", "repeat_elements"],
    ..Kind::new("repeat_axis", "repeat_axis(times = 2, axis = 0)", |arguments| {
        let times = arguments.size("times");
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(RepeatAxis { times: times?, axis: axis? }))
    })
};

struct RepeatAxis {
    times: Dimension,
    axis: usize,
}

impl Layer for RepeatAxis {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        axes::require(site, self.axis, "repeats along", value, shape)?;
        let dimensions = shape.dimensions().iter().enumerate().map(|(axis, own)| match axis == self.axis {
            true => Dimension::product([own.clone(), self.times.clone()]),
            false => own.clone(),
        });
        let (axis, times) = (Literal::usize_unsuffixed(self.axis), Size(&self.times));
        let code = Code::function(quote!(layer::repeat_axis)).with(axis).with(times);
        Applied::new(Shape::new(dimensions), code)
    }
}
