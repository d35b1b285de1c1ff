//! `stop_gradient`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, View};

pub(super) const KIND: Kind = Kind {
    aliases: &["detach", "stop_grad", "no_grad"],
    ..Kind::new("stop_gradient", "stop_gradient", |arguments| {
        arguments.finish()?;
        Some(Rc::new(StopGradient))
    })
};

struct StopGradient;

impl Layer for StopGradient {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        let code = Code::function(quote!(layer::stop_gradient));
        Some(Applied::new(shape.clone(), code)?.sees(View::Place).stops())
    }
}
