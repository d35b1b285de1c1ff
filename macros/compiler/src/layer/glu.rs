//! `glu`, `geglu` and `swiglu`

use std::rc::Rc;

use proc_macro2::{Ident, Literal, Span};
use quote::quote;

use super::{Applied, Arguments, Code, Kind, Layer, Site, View, axes};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const GLU: Kind = Kind::new("glu", "glu", |arguments| read("glu", arguments));
pub(super) const GEGLU: Kind = Kind::new("geglu", "geglu", |arguments| read("geglu", arguments));
pub(super) const SWIGLU: Kind = Kind::new("swiglu", "swiglu", |arguments| read("swiglu", arguments));

fn read(function: &'static str, arguments: &mut Arguments) -> Option<Rc<dyn Layer>> {
    let axis = arguments.optional_axis("axis");
    arguments.finish()?;
    Some(Rc::new(Gated { function, axis: axis? }))
}

/// One half of an axis times what is made of the other.
struct Gated {
    function: &'static str,
    /// The last one if nothing is said.
    axis: Option<usize>,
}

impl Layer for Gated {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let axis = self.axis.unwrap_or(shape.rank().saturating_sub(1));
        axes::require(site, axis, "gates", value, shape)?;
        let own = shape.dimensions().get(axis)?;
        let two = Dimension::Number(2);
        let fact = message!["`", site.label, "` halves axis ", axis, ", but `", value.name, "` is ", shape];
        let help = message!["one half is the gate of the other: make twice as many features before it"];
        site.require(Condition::Divides(two.clone(), own.clone()), &fact, &help)?;
        let half = own.clone().divided_by(two);
        let dimensions = shape.dimensions().iter().enumerate();
        let dimensions = dimensions.map(|(place, own)| if place == axis { half.clone() } else { own.clone() });
        let (function, literal) = (Ident::new(self.function, Span::call_site()), Literal::usize_unsuffixed(axis));
        let code = Code::function(quote!(layer::#function)).with(quote!(#literal));
        let view = if shape.rank() == 3 && axis == 0 { View::Place } else { View::Everything };
        Some(Applied::new(Shape::new(dimensions), code)?.sees(view))
    }
}
