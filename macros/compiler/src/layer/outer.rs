//! `outer`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site};
use crate::shape::{Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["ger"],
    inputs: Inputs::Named(&["a", "b"]),
    ..Kind::new("outer", "outer(a, b)", |arguments| {
        arguments.finish()?;
        Some(Rc::new(Outer))
    })
};

struct Outer;

impl Layer for Outer {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let mut sizes = Vec::new();
        for input in site.inputs {
            let (value, shape) = site.sample(input)?;
            let [size] = shape.dimensions() else {
                return site.refuse(
                    &message!["`", site.label, "` takes two vectors, but `", value.name, "` is ", shape],
                    &message!["`einsum` multiplies values of any shape: `einsum(\"ti,tj->tij\", a, b)`"],
                );
            };
            sizes.push(size.clone());
        }
        let inputs = vec![Argument::Distinct, Argument::Distinct];
        Applied::new(Shape::new(sizes), Code::call(quote!(layer::outer), inputs))
    }
}
