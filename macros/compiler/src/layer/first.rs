//! `first`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["take", "narrow"],
    positional: &[("size", "how many places of the first axis are left")],
    ..Kind::new("first", "first(16)", |arguments| {
        let size = arguments.extent("size");
        arguments.finish()?;
        Some(Rc::new(First { size: size? }))
    })
};

struct First {
    size: Dimension,
}

impl Layer for First {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { size } = self;
        let (value, shape) = site.input()?;
        let Some((own, others)) = shape.dimensions().split_first() else {
            let fact =
                message!["`", site.label, "` takes the first of an axis, but `", value.name, "` is a single number"];
            return site.refuse(&fact, &message!["a vector of one element is `[1]`"]);
        };
        let fact = message!["`", site.label, "` takes ", size, " places of `", value.name, "`, which is ", shape];
        let help = message!["take ", own, " at most, or make `", value.name, "` larger"];
        site.require(Condition::AtMost(size.clone(), own.clone()), &fact, &help)?;
        let output = Shape::new([size].into_iter().chain(others).cloned());
        Applied::new(output, Code::function(quote!(layer::split)).with(quote!(0)).with(quote!(0)))
    }
}
