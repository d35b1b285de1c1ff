//! `rms_norm`, along the last axis

use std::rc::Rc;

use quote::quote;

use super::batch_norm::EPSILON;
use super::{Applied, Code, Initializers, Kind, Layer, Number, Site};
use crate::shape::message;

pub(super) const KIND: Kind = Kind {
    aliases: &["rms_normalization", "root_mean_square_norm"],
    variables: true,
    ..Kind::new("rms_norm", "rms_norm(epsilon = 1e-6)", |arguments| {
        arguments.inferred("normalized_shape");
        let epsilon = arguments.number_or("epsilon", 1e-6, &EPSILON);
        let initializers = arguments.initializer(false);
        arguments.finish()?;
        Some(Rc::new(RmsNorm { epsilon: epsilon?, initializers: initializers? }))
    })
};

struct RmsNorm {
    epsilon: Number,
    initializers: Option<Initializers>,
}

impl Layer for RmsNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { epsilon, initializers } = self;
        let (value, shape) = site.input()?;
        let Some(columns) = shape.dimensions().last() else {
            return site.refuse(
                &message!["`", site.label, "` works along the last axis, but `", value.name, "` is a single number"],
                &message!["a single number has nothing to be compared with: leave `", site.label, "` out"],
            );
        };
        let code = Code::variables(quote!(.epsilon(#epsilon)), &[]);
        let applied = Applied::holding(shape.clone(), "RmsNorm", vec![columns.clone()], code)?;
        Some(applied.initializers(initializers.clone()).parameters(columns.clone()))
    }
}
