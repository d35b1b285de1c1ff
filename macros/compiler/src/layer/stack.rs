//! `stack`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Inputs, Kind, Layer, Site, Start};
use crate::check::HIGHEST_RANK;
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["pack"],
    inputs: Inputs::Several,
    ..Kind::new("stack", "stack(a, b, axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        arguments.finish()?;
        Some(Rc::new(Stack { axis: axis? }))
    })
};

struct Stack {
    axis: usize,
}

impl Layer for Stack {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let parts = site.inputs.iter().map(|input| site.sample(input)).collect::<Vec<_>>();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        let (&(first, model), others) = parts.split_first()?;
        if self.axis > model.rank() {
            return site.refuse(
                &message!["`", site.label, "` makes a new axis ", self.axis, ", but `", first.name, "` is ", model],
                &match model.rank() {
                    0 => message!["single numbers are stacked on axis 0"],
                    rank => message![
                        "the axes of a sample count from 0, without the batch: the new one is axis 0 to ",
                        rank
                    ],
                },
            );
        }
        if model.rank() == HIGHEST_RANK {
            return site.refuse(
                &message!["`", site.label, "` makes a new axis, but `", first.name, "` is ", model],
                &message![
                    "a sample has ",
                    HIGHEST_RANK,
                    " dimensions at most; `concat` joins on an axis that is there"
                ],
            );
        }
        for (value, shape) in others {
            let fact = message![
                "`",
                site.label,
                "` takes values of one shape, but `",
                first.name,
                "` is ",
                model,
                " and `",
                value.name,
                "` is ",
                shape
            ];
            let help = message!["give them one shape first; `concat` joins values that differ in one axis"];
            if shape.rank() != model.rank() {
                return site.refuse(&fact, &help);
            }
            site.require(Condition::same(model, shape), &fact, &help)?;
        }
        let mut dimensions = model.dimensions().to_vec();
        dimensions.insert(self.axis, Dimension::Number(parts.len()));
        let axis = Dimension::Number(self.axis);
        let axis = Size(&axis);
        // Each part is what lies before the axis, and after it, as in a concatenation.
        let start = Start::Parts(quote!(layer::Concat::new(#axis)));
        Applied::new(Shape::new(dimensions), Code { start, join: None, accepts: &[] })
    }
}
