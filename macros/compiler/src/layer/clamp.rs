//! `clamp`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::{Applied, Arguments, Code, Kind, Layer, Number, Range, Site, View};
use crate::check::text;
use crate::shape::{Condition, message};

const END: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "an end of the range is any number");

pub(super) const KIND: Kind = Kind {
    aliases: &["clip", "clip_by_value"],
    positional: &[("min", "the lower end of the range"), ("max", "the upper end of the range")],
    ..Kind::new("clamp", "clamp(min = 0, max = 6)", |arguments| {
        let min = arguments.optional_number("min", &END);
        let max = arguments.optional_number("max", &END);
        arguments.finish()?;
        let ends = match (min?, max?) {
            (Some(min), Some(max)) => between(min, max, arguments)?,
            (Some(min), None) => Ends::Min(min),
            (None, Some(max)) => Ends::Max(max),
            (None, None) => {
                arguments
                    .reject("has no end to its range", "write `min`, `max` or both, as in `clamp(min = 0, max = 6)`");
                return None;
            }
        };
        Some(Rc::new(Clamp(ends)))
    })
};

/// Where the range ends.
enum Ends {
    Min(Number),
    Max(Number),
    Both(Number, Number),
}

fn between(min: Number, max: Number, arguments: &mut Arguments) -> Option<Ends> {
    let help = "the lower end of the range comes first, and is not above the upper";
    if let (Number::Literal(min), Number::Literal(max)) = (&min, &max) {
        if min > max {
            arguments.reject(&format!("has a `min` of {min} and a `max` of {max}"), help);
            return None;
        }
    } else {
        let fact = message!["`clamp` has a `min` of `", text(&min), "` and a `max` of `", text(&max), "`"];
        arguments.demand(Condition::Rust(quote!(#min <= #max)), fact, message![help]);
    }
    Some(Ends::Both(min, max))
}

struct Clamp(Ends);

impl Layer for Clamp {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (_, shape) = site.input()?;
        let code = match &self.0 {
            Ends::Min(min) => Code::function(quote!(layer::clamp_min)).with(min),
            Ends::Max(max) => Code::function(quote!(layer::clamp_max)).with(max),
            Ends::Both(min, max) => Code::function(quote!(layer::clamp)).with(min).with(max),
        };
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}
