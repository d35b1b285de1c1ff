//! `reshape`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::check::HIGHEST_RANK;
use crate::shape::{Condition, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["view", "unflatten"],
    positional: &[("shape", "the new shape of a sample")],
    ..Kind::new("reshape", "reshape([16, 49])", |arguments| {
        let shape = arguments.extent_list("shape");
        arguments.finish()?;
        let shape = shape?;
        if shape.len() > HIGHEST_RANK {
            let fact = format!("makes a shape of {} dimensions", shape.len());
            arguments.reject(&fact, &format!("a sample has {HIGHEST_RANK} dimensions at most"));
            return None;
        }
        Some(Rc::new(Reshape { shape: Shape::new(shape) }))
    })
};

struct Reshape {
    shape: Shape,
}

impl Layer for Reshape {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let (old, new) = (shape.elements(), self.shape.elements());
        let fact = message![
            "`",
            site.label,
            "` makes ",
            self.shape,
            " of ",
            new,
            " elements, but `",
            value.name,
            "` is ",
            shape,
            " of ",
            old
        ];
        let help = message!["a reshape keeps all elements: write dimensions whose product is ", old];
        site.require(Condition::Equal(new, old), &fact, &help)?;
        Applied::new(self.shape.clone(), Code::function(quote!(layer::reshape)))
    }
}
