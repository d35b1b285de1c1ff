//! `prelu`, and what it shares with `bias`

use std::rc::Rc;

use super::{Applied, Code, Initializers, Kind, Layer, Site, View};
use crate::shape::message;

pub(super) const KIND: Kind = Kind {
    aliases: &["parametric_relu"],
    variables: true,
    ..Kind::new("prelu", "prelu(init = constant(0.1))", |arguments| {
        arguments.inferred("num_parameters");
        let initializers = arguments.initializer(false);
        arguments.finish()?;
        Some(Rc::new(OneAChannel { holder: "Prelu", initializers: initializers? }))
    })
};

/// A layer that keeps the shape and has one variable for each element of the first axis.
pub(super) struct OneAChannel {
    pub(super) holder: &'static str,
    pub(super) initializers: Option<Initializers>,
}

impl Layer for OneAChannel {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let Some(channels) = shape.dimensions().first() else {
            return site.refuse(
                &message!["`", site.label, "` has a variable a channel, but `", value.name, "` is a single number"],
                &message!["a vector of one element is `[1]`"],
            );
        };
        let code = Code::variables(proc_macro2::TokenStream::new(), &[]);
        let applied = Applied::holding(shape.clone(), self.holder, vec![channels.clone()], code)?;
        let applied = applied.initializers(self.initializers.clone());
        let applied = if self.holder == "Bias" { applied.biases(channels.clone()) } else { applied };
        Some(applied.parameters(channels.clone()).sees(View::Place))
    }
}
