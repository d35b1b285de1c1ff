//! `scale`

use std::rc::Rc;

use proc_macro2::Literal;
use quote::quote;

use super::{Applied, Code, Initializers, Kind, Layer, Site, View, axes};
use crate::shape::message;

pub(super) const KIND: Kind = Kind {
    aliases: &["layer_scale"],
    variables: true,
    ..Kind::new("scale", "scale(init = constant(1e-6))", |arguments| {
        arguments.inferred("dim");
        let axis = arguments.optional_axis("axis");
        let initializers = arguments.initializer(false);
        arguments.finish()?;
        Some(Rc::new(Scaled { axis: axis?, initializers: initializers? }))
    })
};

struct Scaled {
    /// The channels of an image and the features of anything else, if nothing is said.
    axis: Option<usize>,
    initializers: Option<Initializers>,
}

impl Layer for Scaled {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let own = match shape.rank() {
            3 => Some(0),
            rank => rank.checked_sub(1),
        };
        let Some(axis) = self.axis.or(own) else {
            return site.refuse(
                &message!["`", site.label, "` has a variable a channel, but `", value.name, "` is a single number"],
                &message!["a vector of one element is `[1]`"],
            );
        };
        axes::require(site, axis, "scales along", value, shape)?;
        let channels = shape.dimensions().get(axis)?;
        let axis = Literal::usize_unsuffixed(axis);
        let code = Code::variables(quote!(.along(#axis)), &[]);
        let applied = Applied::holding(shape.clone(), "Scale", vec![channels.clone()], code)?;
        let applied = applied.initializers(self.initializers.clone());
        Some(applied.parameters(channels.clone()).sees(View::Place))
    }
}
