//! `concat`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Inputs, Kind, Layer, Site, Start, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["concatenate", "cat"],
    inputs: Inputs::Several,
    ..Kind::new("concat", "concat(a, b, axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(Concat { axis: axis? }))
    })
};

struct Concat {
    axis: usize,
}

impl Layer for Concat {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let parts = site.inputs.iter().map(|input| site.sample(input)).collect::<Vec<_>>();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        let (&(first, model), others) = parts.split_first()?;
        if let Some((value, shape)) = others.iter().find(|(_, shape)| shape.rank() != model.rank()) {
            return site.refuse(
                &message![
                    "`concat` takes values of as many dimensions, but `",
                    first.name,
                    "` is ",
                    model,
                    " and `",
                    value.name,
                    "` is ",
                    shape
                ],
                &message!["give them as many: by `-> flatten`, or by `-> reshape([..])`"],
            );
        }
        let Some(own) = model.dimensions().get(self.axis) else {
            return site.refuse(
                &message!["`concat` joins along axis ", self.axis, ", but `", first.name, "` is ", model],
                &match model.rank() {
                    0 => message!["single numbers have no axis to be joined along"],
                    1 => message!["the axes of a sample count from 0, without the batch: write `axis = 0`"],
                    rank => message![
                        "the axes of a sample count from 0, without the batch: write `axis = 0` to `axis = ",
                        rank - 1,
                        "`"
                    ],
                },
            );
        };
        let mut joined = vec![own.clone()];
        for (value, shape) in others {
            let fact = message![
                "`concat` along axis ",
                self.axis,
                " takes values that differ in that axis alone, but `",
                first.name,
                "` is ",
                model,
                " and `",
                value.name,
                "` is ",
                shape
            ];
            let help = message!["join along the axis in which they differ, or make the other dimensions equal first"];
            let pairs = model.dimensions().iter().zip(shape.dimensions());
            let rest = pairs.enumerate().filter(|(axis, _)| *axis != self.axis);
            let equal = rest.map(|(_, (left, right))| Condition::Equal(left.clone(), right.clone()));
            site.require(Condition::All(equal.collect()), &fact, &help)?;
            joined.extend(shape.dimensions().get(self.axis).cloned());
        }
        let joined = Dimension::sum(joined);
        let output = model.dimensions().iter().enumerate();
        let output = model.with(output.map(|(axis, own)| if axis == self.axis { joined.clone() } else { own.clone() }));
        let axis = Dimension::Number(self.axis);
        let axis = Size(&axis);
        let code = Code { start: Start::Parts(quote!(layer::Concat::new(#axis))), join: None, accepts: &[] };
        // Channels stay where they are.
        let view = if self.axis == 0 { View::Place } else { View::Everything };
        Some(Applied::new(output, code)?.sees(view))
    }
}
