//! `hard_tanh`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Number, Range, Site, View};

const ENDS: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "the ends are any numbers, the lower one first");

pub(super) const KIND: Kind = Kind {
    aliases: &["hardtanh"],
    ..Kind::new("hard_tanh", "hard_tanh(min = -1.0, max = 1.0)", |arguments| {
        let min = arguments.number_or("min", -1.0, &ENDS);
        let max = arguments.number_or("max", 1.0, &ENDS);
        if let (Some(Number::Literal(min)), Some(Number::Literal(max))) = (&min, &max)
            && min >= max
        {
            arguments.reject(
                &format!("goes from {min} to {max}"),
                "write the lower end as `min`, and the upper one as `max`",
            );
        }
        arguments.finish()?;
        Some(Rc::new(HardTanh { min: min?, max: max? }))
    })
};

struct HardTanh {
    min: Number,
    max: Number,
}

impl Layer for HardTanh {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        let code = Code::function(quote!(layer::hard_tanh)).with(&self.min).with(&self.max);
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}
