//! `batch_norm`

use std::ops::Bound;
use std::rc::Rc;

use quote::{ToTokens, quote};

use super::{Applied, Code, Initializers, Kind, Layer, Number, Range, Site, View};
use crate::shape::{Dimension, message};

const MOMENTUM: Range = Range::new(
    Bound::Included(0.0),
    Bound::Included(1.0),
    "the share of the newest batch in the running statistics is from 0 to 1",
);

pub(super) const EPSILON: Range = Range::new(
    Bound::Excluded(0.0),
    Bound::Unbounded,
    "what is added to the variance before its root is taken is above 0",
);

pub(super) const KIND: Kind = Kind {
    aliases: &["batch_normalization", "batch_norm1d", "batch_norm2d", "batch_norm3d"],
    variables: true,
    ..Kind::new("batch_norm", "batch_norm(momentum = 0.1)", |arguments| {
        arguments.inferred("num_features");
        let momentum = arguments.number_or("momentum", 0.1, &MOMENTUM);
        let epsilon = arguments.number_or("epsilon", 1e-5, &EPSILON);
        let initializers = arguments.initializers(&[["Ones", "Zeros"]], false, true);
        arguments.finish()?;
        Some(Rc::new(BatchNorm { momentum: momentum?, epsilon: epsilon?, initializers: initializers? }))
    })
};

struct BatchNorm {
    momentum: Number,
    epsilon: Number,
    initializers: Option<Initializers>,
}

impl Layer for BatchNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { momentum, epsilon, .. } = self;
        let (value, shape) = site.input()?;
        let ([channels, ..], 1..=4) = (shape.dimensions(), shape.rank()) else {
            return site.refuse(
                &message![
                    "`",
                    site.label,
                    "` takes [channels], [channels, length], [channels, height, width] or [channels, depth, height, width], but `",
                    value.name,
                    "` is ",
                    shape
                ],
                &match shape.rank() {
                    0 => message!["a single number has no channels to normalise: leave `", site.label, "` out"],
                    _ => message!["send a value of four dimensions at most through `", site.label, "`"],
                },
            );
        };
        let applied = Applied::holding(
            shape.clone(),
            "BatchNorm",
            vec![channels.clone()],
            Code::variables(quote!(.with(#momentum, #epsilon)), &["relu"])
                .joins("batch_norm", vec![momentum.to_token_stream(), epsilon.to_token_stream()]),
        )?;
        let parameters = Dimension::product([Dimension::Number(2), channels.clone()]);
        Some(applied.initializers(self.initializers.clone()).parameters(parameters).sees(View::Place))
    }
}
