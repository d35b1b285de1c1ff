//! `one_hot`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, Type};
use crate::check::HIGHEST_RANK;
use crate::shape::{Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["onehot", "to_categorical"],
    positional: &[("classes", "the number of classes")],
    ..Kind::new("one_hot", "one_hot(classes = 10)", |arguments| {
        let classes = arguments.size("classes");
        arguments.finish()?;
        Some(Rc::new(OneHot { classes: classes? }))
    })
};

struct OneHot {
    classes: Dimension,
}

impl Layer for OneHot {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [input] = site.inputs else {
            return None;
        };
        let (value, shape) = match &input.kind {
            Type::Indices(_) => site.indices(input)?,
            _ => site.sample(input)?,
        };
        if shape.rank() == HIGHEST_RANK {
            return site.refuse(
                &message!["`", site.label, "` adds a dimension to `", value.name, "`, which is ", shape],
                &message!["a sample has ", HIGHEST_RANK, " dimensions at most: use a value of fewer"],
            );
        }
        let output = Shape::new(shape.dimensions().iter().chain([&self.classes]).cloned());
        let code = match &input.kind {
            Type::Indices(_) => Code::function(quote!(layer::one_hot_indices)).with(value.name.to_string()),
            _ => Code::function(quote!(layer::one_hot)),
        };
        Some(Applied::new(output, code)?.stops())
    }
}
