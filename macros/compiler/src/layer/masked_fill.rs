//! `masked_fill`

use std::ops::Bound;
use std::rc::Rc;

use quote::quote;

use super::broadcast::broadcast;
use super::{Applied, Argument, Code, Inputs, Kind, Layer, Number, Range, Site, View};
use crate::shape::{Condition, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["masked_fill_", "mask_fill"],
    inputs: Inputs::Named(&["input", "mask"]),
    positional: &[("value", "the number that is filled in")],
    ..Kind::new("masked_fill", "masked_fill(x, mask, value = -1e9)", |arguments| {
        let value = arguments.number("value", &ANY);
        arguments.finish()?;
        Some(Rc::new(MaskedFill { value: value? }))
    })
};

const ANY: Range = Range::new(Bound::Unbounded, Bound::Unbounded, "any number");

struct MaskedFill {
    value: Number,
}

impl Layer for MaskedFill {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [input, mask] = site.inputs else {
            return None;
        };
        let (value, shape) = site.sample(input)?;
        let (mask, of_mask) = site.sample(mask)?;
        let common = broadcast(site, &[(value, shape), (mask, of_mask)])?.shape;
        let fact = message![
            "`",
            site.label,
            "` fills elements of `",
            value.name,
            "`, which is ",
            shape,
            ", but the mask `",
            mask.name,
            "` is ",
            of_mask
        ];
        let help = message!["a mask is stretched to the shape of what is filled, and not the other way round"];
        if common.rank() != shape.rank() {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(&common, shape), &fact, &help)?;
        let inputs = vec![Argument::Input, Argument::Distinct];
        let code = Code::call(quote!(layer::masked_fill), inputs).with(&self.value);
        let view = if of_mask == shape { View::Place } else { View::Everything };
        Some(Applied::new(shape.clone(), code)?.sees(view))
    }
}
