//! `embedding`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Initializers, Kind, Layer, Site};
use crate::check::HIGHEST_RANK;
use crate::shape::{Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["lookup"],
    variables: true,
    positional: &[("vocabulary", "the number of indices that there are"), ("dim", "the number of features of each")],
    ..Kind::new("embedding", "embedding(1000, 64)", |arguments| {
        let vocabulary = arguments.size("vocabulary");
        let dim = arguments.size("dim");
        let initializers = arguments.initializer(true);
        arguments.finish()?;
        Some(Rc::new(Embedding { vocabulary: vocabulary?, dim: dim?, initializers: initializers? }))
    })
};

struct Embedding {
    vocabulary: Dimension,
    dim: Dimension,
    initializers: Option<Initializers>,
}

impl Layer for Embedding {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { vocabulary, dim, initializers } = self;
        let [input] = site.inputs else {
            return None;
        };
        let (value, shape) = site.indices(input)?;
        if shape.rank() == HIGHEST_RANK {
            return site.refuse(
                &message!["`", site.label, "` adds a dimension to `", value.name, "`, which is ", shape],
                &message!["a sample has ", HIGHEST_RANK, " dimensions at most: declare the indices with fewer"],
            );
        }
        let output = Shape::new(shape.dimensions().iter().chain([dim]).cloned());
        let name = value.name.to_string();
        let code = Code::variables(quote!(.of(#name)), &[]);
        let applied = Applied::holding(output, "Embedding", vec![vocabulary.clone(), dim.clone()], code)?;
        let applied = applied.initializers(initializers.clone());
        Some(applied.parameters(Dimension::product([vocabulary.clone(), dim.clone()])))
    }
}
