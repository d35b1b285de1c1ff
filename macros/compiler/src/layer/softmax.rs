//! `softmax`, along the last axis

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site};
use crate::shape::message;

pub(super) const KIND: Kind = Kind::new("softmax", "softmax", |arguments| {
    arguments.finish()?;
    Some(Rc::new(LastAxis(|| Code::function(quote!(layer::softmax)))))
});

/// A layer that keeps the shape and works along the last axis.
pub(super) struct LastAxis(pub(super) fn() -> Code);

impl Layer for LastAxis {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        if shape.rank() == 0 {
            return site.refuse(
                &message!["`", site.label, "` works along the last axis, but `", value.name, "` is a single number"],
                &message!["give it a vector of scores, one a class"],
            );
        }
        Applied::new(shape.clone(), self.0())
    }
}
