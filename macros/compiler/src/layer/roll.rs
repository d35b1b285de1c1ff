//! `roll`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Kind, Layer, Number, Range, Site, axes};
use crate::expand::Size;

pub(super) const KIND: Kind = Kind {
    aliases: &["rotate", "circshift"],
    ..Kind::new("roll", "roll(shift = 1, axis = 0)", |arguments| {
        let shift = arguments.number("shift", &PLACES);
        let axis = arguments.axis("axis");
        arguments.finish()?;
        let (shift, axis) = (shift?, axis?);
        if let Number::Literal(number) = shift
            && number.fract() != 0.0
        {
            let fact = format!("shifts by {number}, which is no whole number of places");
            arguments.reject(&fact, "write a whole number, below 0 to shift to the front");
            return None;
        }
        Some(Rc::new(Roll { shift, axis }))
    })
};

/// A `const` item may be of any type of whole numbers.
const PLACES: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "any whole number");

struct Roll {
    shift: Number,
    axis: usize,
}

impl Layer for Roll {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        axes::require(site, self.axis, "shifts along", value, shape)?;
        let axis = Literal::usize_unsuffixed(self.axis);
        let shift = match &self.shift {
            Number::Literal(number) => {
                let magnitude = Literal::i64_unsuffixed(number.abs() as i64);
                if *number < 0.0 { quote!(-#magnitude) } else { quote!(#magnitude) }
            }
            Number::Constant(path) => {
                let path = Size::path(path);
                quote!(#path as i64)
            }
        };
        Applied::new(shape.clone(), Code::function(quote!(layer::roll)).with(axis).with(shift))
    }
}
