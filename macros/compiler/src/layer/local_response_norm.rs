//! `local_response_norm`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Number, Range, Site, View};
use crate::expand::Size;
use crate::shape::{Dimension, message};

const ALPHA: Range =
    Range::new(Bound::Included(0.0), Bound::Unbounded, "what squares are multiplied with is 0 or above");
const BETA: Range = Range::new(Bound::Included(0.0), Bound::Unbounded, "the power is 0 or above");
const K: Range = Range::new(Bound::Excluded(0.0), Bound::Unbounded, "`k` is above 0: a power of it is divided by");

pub(super) const KIND: Kind = Kind {
    aliases: &["lrn", "local_response_normalization"],
    positional: &[("size", "how many channels are neighbours")],
    ..Kind::new("local_response_norm", "local_response_norm(5)", |arguments| {
        let size = arguments.size("size");
        let alpha = arguments.number_or("alpha", 1e-4, &ALPHA);
        let beta = arguments.number_or("beta", 0.75, &BETA);
        let k = arguments.number_or("k", 1.0, &K);
        arguments.finish()?;
        Some(Rc::new(LocalResponseNorm { size: size?, alpha: alpha?, beta: beta?, k: k? }))
    })
};

struct LocalResponseNorm {
    /// How many channels are neighbours.
    size: Dimension,
    alpha: Number,
    beta: Number,
    k: Number,
}

impl Layer for LocalResponseNorm {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { size, alpha, beta, k } = self;
        let (value, shape) = site.input()?;
        if shape.rank() == 0 {
            return site.refuse(
                &message!["`", site.label, "` works across channels, but `", value.name, "` is a single number"],
                &message!["a vector of one element is `[1]`"],
            );
        }
        let size = Size(size);
        let settings = quote!(layer::LocalResponse { size: #size, alpha: #alpha, beta: #beta, k: #k });
        let code = Code::function(quote!(layer::local_response_norm)).with(settings);
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}
