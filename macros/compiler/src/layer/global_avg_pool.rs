//! `global_avg_pool`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::{Dimension, Shape};

pub(super) const KIND: Kind = Kind {
    aliases: &["global_average_pooling2d", "adaptive_avg_pool2d"],
    ..Kind::new("global_avg_pool", "global_avg_pool", |arguments| {
        let keep = arguments.boolean_or("keep", false);
        arguments.finish()?;
        Some(Rc::new(GlobalAvgPool { keep: keep? }))
    })
};

struct GlobalAvgPool {
    /// Whether the height and the width stay, with a size of 1.
    keep: bool,
}

impl Layer for GlobalAvgPool {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [channels, _, _] = site.image()?;
        let code = Code::function(quote!(layer::global_avg_pool));
        let one = Dimension::Number(1);
        Applied::new(
            match self.keep {
                true => Shape::image([channels.clone(), one.clone(), one]),
                false => Shape::new([channels.clone()]),
            },
            code,
        )
    }
}
