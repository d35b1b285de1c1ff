//! `global_avg_pool`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::Shape;

pub(super) const KIND: Kind = Kind {
    aliases: &["global_average_pooling2d", "adaptive_avg_pool2d"],
    ..Kind::new("global_avg_pool", "global_avg_pool", |arguments| {
        arguments.finish()?;
        Some(Rc::new(GlobalAvgPool))
    })
};

struct GlobalAvgPool;

impl Layer for GlobalAvgPool {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [channels, _, _] = site.image()?;
        Applied::new(Shape::new([channels.clone()]), Code::function(quote!(layer::global_avg_pool)))
    }
}
